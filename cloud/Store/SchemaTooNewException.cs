namespace Wattline.Cloud.Store;

/// <summary>The file was written by a newer Wattline. An older one does not open it: it would not know what it destroys.</summary>
public sealed class SchemaTooNewException(string room, int found, int known)
    : Exception($"The tables of room {room} have version {found}; this program knows versions up to {known}. Start the program that wrote them, or a newer one.")
{
    public string Room { get; } = room;

    public int Found { get; } = found;

    public int Known { get; } = known;
}
