namespace Wattline.Gateway.Journal;

/// <summary>
/// The log holds a record that was durable and can no longer be read. It stops the process: going on would silently lose
/// what was acknowledged.
/// </summary>
public sealed class JournalDamagedException(string file, long offset, string reason)
    : Exception($"The journal is damaged: {file} at byte {offset}: {reason}.")
{
    /// <summary>The segment file's name.</summary>
    public string File { get; } = file;

    /// <summary>Where in it the first unreadable byte stands.</summary>
    public long Offset { get; } = offset;

    /// <summary>What is wrong there.</summary>
    public string Reason { get; } = reason;
}
