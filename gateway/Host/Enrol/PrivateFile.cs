namespace Wattline.Gateway.Host.Enrol;

/// <summary>Files with secrets: for their owner's eyes alone (mode 0600) from their first byte on.</summary>
internal static class PrivateFile
{
    /// <summary>Writes a file that is not there yet.</summary>
    /// <exception cref="EnrolException">It is there.</exception>
    public static void Create(string path, string text, bool secret)
    {
        if (File.Exists(path)) throw new EnrolException($"{path} is there already and is not overwritten.");
        using var stream = Open(path, FileMode.CreateNew, secret);
        using var writer = new StreamWriter(stream);
        writer.Write(text);
    }

    /// <summary>Puts new contents in a file's place, in one step.</summary>
    public static void Replace(string path, string text, bool secret = true)
    {
        var fresh = path + ".new";
        using (var stream = Open(fresh, FileMode.Create, secret))
        using (var writer = new StreamWriter(stream)) writer.Write(text);
        File.Move(fresh, path, overwrite: true);
    }

    private static FileStream Open(string path, FileMode mode, bool secret)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write };
        if (secret && !OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }
}
