using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Wattline.Tests.Shared;

/// <summary>
/// Ports for servers that are another process, or that go and come back on the port they had. A port that the system chose and that was
/// let go may be anybody's a moment later; these lie below the range that the system chooses from, and whoever took one has its lock
/// file as long as his process lives.
/// </summary>
public static class TestPorts
{
    private const int First = 10_240;
    private const int SystemsFirst = 32_768; // Linux' default, where the range cannot be read.
    private const string SystemsRange = "/proc/sys/net/ipv4/ip_local_port_range";

    private static readonly Lock _lock = new();
    private static readonly List<FileStream> _held = [];
    private static readonly Random _random = new(Environment.ProcessId);

    /// <summary>A port of the loopback that nobody has, and nobody else will take.</summary>
    public static int Take()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "wattline-ports"));
        lock (_lock)
        {
            while (true)
            {
                var port = _random.Next(First, Math.Max(First + 1_000, SystemChoosesFrom()));
                if (TryHold(Path.Combine(folder.FullName, port.ToString(CultureInfo.InvariantCulture))) is not { } held) continue;
                if (IsFree(port))
                {
                    _held.Add(held);
                    return port;
                }
                held.Dispose();
            }
        }
    }

    private static FileStream? TryHold(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception taken) when (taken is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int SystemChoosesFrom() =>
        File.Exists(SystemsRange) && int.TryParse(File.ReadAllText(SystemsRange).Split('\t', ' ')[0], CultureInfo.InvariantCulture, out var first) ? first : SystemsFirst;
}
