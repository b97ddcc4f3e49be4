namespace Wattline.Simulators.Lab.Run;

/// <summary>Where one lab keeps everything: the user's folder, or a temporary one that is deleted at the end.</summary>
internal sealed class LabFolder : IDisposable
{
    private readonly bool _isTemporary;

    public LabFolder(string? asked)
    {
        _isTemporary = asked is null;
        Root = asked is null ? Directory.CreateTempSubdirectory("wattline-lab-").FullName : Directory.CreateDirectory(asked).FullName;
    }

    /// <summary>The folder.</summary>
    public string Root { get; }

    /// <summary>The gateway's journal.</summary>
    public string Gateway => Directory.CreateDirectory(Path.Combine(Root, "gateway")).FullName;

    /// <summary>The cloud's database.</summary>
    public string Cloud => Directory.CreateDirectory(Path.Combine(Root, "cloud")).FullName;

    /// <summary>The events of the hubs.</summary>
    public string Hubs => Directory.CreateDirectory(Path.Combine(Root, "hubs")).FullName;

    /// <summary>The lab's passwords in clear, for its user.</summary>
    public string Passwords => Path.Combine(Root, "passwords.txt");

    /// <summary>The same as the gateway knows them: hashed.</summary>
    public string Credentials => Path.Combine(Root, "credentials");

    /// <summary>The master key of the cloud's vault.</summary>
    public string MasterKey => Path.Combine(Root, "master.key");

    /// <summary>A concentrator's flash.</summary>
    public string Flash(string concentrator) => Path.Combine(Root, "concentrators", concentrator);

    public void Dispose()
    {
        if (_isTemporary)
            Directory.Delete(Root, recursive: true);
    }
}
