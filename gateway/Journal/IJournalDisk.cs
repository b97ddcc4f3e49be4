namespace Wattline.Gateway.Journal;

/// <summary>
/// One directory of a disk. Nothing written is safe before <see cref="SyncFile"/>, and no name made, renamed or deleted
/// is safe before <see cref="SyncDirectory"/>. Reads may come from any thread; everything else comes from one at a time.
/// </summary>
public interface IJournalDisk
{
    /// <summary>Names of all files, in any order.</summary>
    IReadOnlyList<string> List();

    /// <summary>Bytes of a file as written so far, 0 when there is none.</summary>
    long Length(string name);

    /// <summary>Makes an empty file; an older one of that name is emptied.</summary>
    DiskOutcome Create(string name);

    /// <summary>Writes at the end of a file.</summary>
    DiskOutcome Append(string name, ReadOnlySpan<byte> bytes);

    /// <summary>Returns after the file's bytes and length are on the medium.</summary>
    DiskOutcome SyncFile(string name);

    /// <summary>Returns after the directory's entries are on the medium.</summary>
    DiskOutcome SyncDirectory();

    /// <summary>Reads from an offset; fewer bytes than asked, or 0, at the end of the file or when there is none.</summary>
    /// <exception cref="IOException">The medium cannot be read.</exception>
    int Read(string name, long offset, Span<byte> into);

    /// <summary>Deletes a file; done as well when there is none.</summary>
    DiskOutcome Delete(string name);

    /// <summary>Gives a file a name, in place of the file that had it, in one step.</summary>
    DiskOutcome Rename(string from, string to);
}
