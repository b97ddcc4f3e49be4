using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Wattline.Simulators.Lab.Serve;

/// <summary>A pseudo-terminal in raw mode: other software opens <see cref="Path"/> as a serial port (POSIX; Linux and macOS).</summary>
internal sealed class PseudoTerminal : IDisposable
{
    private const int ReadWrite = 2;

    /// <summary>O_NOCTTY; the terminal must not become ours.</summary>
    private static readonly int _noControl = OperatingSystem.IsMacOS() ? 0x20000 : 0x100;

    /// <summary>Larger than any termios.</summary>
    private const int TermiosBytes = 256;

    /// <summary>Held open, so that the master does not end when a reader closes the port.</summary>
    private readonly SafeFileHandle _port;

    private PseudoTerminal(SafeFileHandle master, SafeFileHandle port, string path) => (Master, _port, Path) = (master, port, path);

    /// <summary>Our end.</summary>
    public SafeFileHandle Master { get; }

    /// <summary>The port that others open.</summary>
    public string Path { get; }

    /// <exception cref="Win32Exception">The system gives none.</exception>
    /// <exception cref="DllNotFoundException">Not a POSIX system.</exception>
    public static PseudoTerminal Open()
    {
        var master = new SafeFileHandle(Checked(posix_openpt(ReadWrite | _noControl)), ownsHandle: true);
        int fd = (int)master.DangerousGetHandle();
        Checked(grantpt(fd));
        Checked(unlockpt(fd));
        byte[] name = new byte[128];
        Checked(-ptsname_r(fd, name, name.Length));
        string path = Encoding.ASCII.GetString(name.AsSpan(0, Array.IndexOf<byte>(name, 0)));
        var port = new SafeFileHandle(Checked(open(Encoding.ASCII.GetBytes(path + "\0"), ReadWrite | _noControl)), ownsHandle: true);

        // Raw: no echo, no line editing, no byte changed on its way.
        byte[] termios = new byte[TermiosBytes];
        int portFd = (int)port.DangerousGetHandle();
        Checked(tcgetattr(portFd, termios));
        cfmakeraw(termios);
        Checked(tcsetattr(portFd, 0, termios));
        return new PseudoTerminal(master, port, path);
    }

    public void Dispose()
    {
        _port.Dispose();
        Master.Dispose();
    }

    private static int Checked(int result) => result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());

#pragma warning disable SYSLIB1054 // Generated marshalling needs unsafe code for the whole project; these take numbers and byte arrays.
    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int posix_openpt(int flags);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int grantpt(int fd);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int unlockpt(int fd);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ptsname_r(int fd, byte[] name, nint size);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int open(byte[] path, int flags);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int tcgetattr(int fd, byte[] termios);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int tcsetattr(int fd, int action, byte[] termios);

    [DllImport("libc"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void cfmakeraw(byte[] termios);
#pragma warning restore SYSLIB1054
}
