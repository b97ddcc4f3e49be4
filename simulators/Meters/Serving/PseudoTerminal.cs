using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Wattline.Simulators.Meters.Serving;

/// <summary>
/// The master's end of a pseudo-terminal in raw mode: bytes pass as they are. The slave's end is held open as well,
/// so that one program may close it and another open it without an end in between.
/// </summary>
internal sealed partial class PseudoTerminal : IDisposable
{
    private const int ReadWrite = 2, NoControllingTerminal = 0x100, NonBlocking = 0x800;

    private readonly SafeFileHandle _master;
    private readonly SafeFileHandle _slave;

    private PseudoTerminal(SafeFileHandle master, SafeFileHandle slave, string path, TimeProvider time)
    {
        _master = master;
        _slave = slave;
        Path = path;
        Stream = new PseudoTerminalStream(master, time);
    }

    public string Path { get; }

    public Stream Stream { get; }

    public static PseudoTerminal Open(TimeProvider time)
    {
        var master = new SafeFileHandle(Check(posix_openpt(ReadWrite | NoControllingTerminal | NonBlocking), "posix_openpt"), ownsHandle: true);
        Check(grantpt(master), "grantpt");
        Check(unlockpt(master), "unlockpt");
        var name = new byte[128];
        if (ptsname_r(master, name, name.Length) != 0)
            throw new IOException("ptsname_r failed.");
        var path = System.Text.Encoding.ASCII.GetString(name.AsSpan(0, name.AsSpan().IndexOf((byte)0)));
        var slave = new SafeFileHandle(Check(open(path, ReadWrite | NoControllingTerminal), "open"), ownsHandle: true);
        // struct termios has 60 bytes with glibc and with musl; more room does no harm.
        var settings = new byte[256];
        Check(tcgetattr(slave, settings), "tcgetattr");
        cfmakeraw(settings);
        Check(tcsetattr(slave, 0, settings), "tcsetattr");
        return new PseudoTerminal(master, slave, path, time);
    }

    public void Dispose()
    {
        Stream.Dispose();
        _slave.Dispose();
        _master.Dispose();
    }

    private static int Check(int result, string call) =>
        result >= 0 ? result : throw new IOException($"{call} failed, errno {Marshal.GetLastPInvokeError()}.");

    [LibraryImport("libc", SetLastError = true)]
    private static partial int posix_openpt(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int grantpt(SafeFileHandle master);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int unlockpt(SafeFileHandle master);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ptsname_r(SafeFileHandle master, byte[] name, nint length);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int tcgetattr(SafeFileHandle terminal, byte[] settings);

    [LibraryImport("libc")]
    private static partial void cfmakeraw(byte[] settings);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int tcsetattr(SafeFileHandle terminal, int actions, byte[] settings);
}
