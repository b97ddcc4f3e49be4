namespace Wattline.Gateway.Mqtt;

/// <summary>A credentials file that cannot be used: which file, which line, what is wrong. Never what the line holds.</summary>
public sealed class CredentialsFileException(string file, int line, string reason)
    : Exception(line > 0 ? $"{file}, line {line}: {reason}." : $"{file}: {reason}.")
{
    /// <summary>Counted from 1; 0 when the file itself is at fault.</summary>
    public int Line { get; } = line;
}
