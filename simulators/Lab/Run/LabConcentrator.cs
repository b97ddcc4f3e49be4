using System.Diagnostics;
using System.Net;
using Wattline.Firmware.Ports;
using Wattline.Firmware.Uplink;
using Wattline.Simulators.Block;
using Wattline.Simulators.Lab.Ports;

namespace Wattline.Simulators.Lab.Run;

/// <summary>A concentrator of the block on real files and a real socket. Its network runs on real time.</summary>
internal sealed class LabConcentrator(
    BlockConcentrator device, string flashFolder, string password, Func<IPEndPoint?> gateway, Latencies latencies) : IDisposable
{
    // 64 segments of 256 KiB: more than a month of a hundred meters, and a small flash chip still holds it.
    private const int Segments = 64;
    private const int SegmentBytes = 256 * 1024;

    private string CopyFolder => flashFolder + "-copy";

    private readonly TcpSocketPort _socket = new(gateway);
    private FileFlash? _flash;
    private long _bootedAt;

    /// <summary>When everything was acknowledged last, microseconds of the simulated clock.</summary>
    public long DrainedMicros { get; private set; }

    /// <summary>The device.</summary>
    public BlockConcentrator Device => device;

    /// <summary>Whether the fault plan lets packets through.</summary>
    public bool LinkUp
    {
        get => _socket.LinkUp;
        set => _socket.LinkUp = value;
    }

    /// <summary>The epoch of its flash when it was new.</summary>
    public ulong FirstEpoch { get; private set; }

    /// <summary>Its key for commands; null: it obeys none.</summary>
    public ICommandKeys? Keys { get; set; }

    public bool IsRunning => device.Machine is not null;

    /// <summary>True when the gateway has acknowledged all that was journalled.</summary>
    public bool IsDrained
    {
        get
        {
            if (device.Journal is not { } journal)
                return false;
            for (var stream = 0; stream < Firmware.Storage.Streams.Count; stream++)
                if (journal.Acknowledged(stream) < journal.Last(stream))
                    return false;
            return true;
        }
    }

    public void Boot()
    {
        _flash = new FileFlash(flashFolder, Segments, SegmentBytes);
        _bootedAt = Stopwatch.GetTimestamp();
        device.Boot(new ConcentratorParts(_flash, new LabEntropy(), _socket, new UplinkSettings(device.Name, password),
            ClockCanBeSet: false, (stream, sequence) => latencies.Journalled(device.Name, device.Journal!.Epoch, stream, sequence), Keys));
        FirstEpoch = FirstEpoch == 0 ? device.Journal!.Epoch : FirstEpoch;
    }

    /// <summary>The power is cut: sockets reset, memory gone, files as they stand.</summary>
    public void Crash()
    {
        device.Cut();
        _socket.Close();
        _flash?.Dispose();
        _flash = null;
    }

    /// <summary>Keeps a copy of the flash as it stands.</summary>
    public void CopyFlash()
    {
        Directory.CreateDirectory(CopyFolder);
        foreach (var file in Directory.GetFiles(flashFolder))
            File.Copy(file, Path.Combine(CopyFolder, Path.GetFileName(file)), overwrite: true);
    }

    /// <summary>Puts the copy in the flash's place; the device is off.</summary>
    public void RestoreFlash()
    {
        foreach (var file in Directory.GetFiles(CopyFolder))
            File.Copy(file, Path.Combine(flashFolder, Path.GetFileName(file)), overwrite: true);
    }

    /// <summary>Gives the network its turn.</summary>
    public void StepNetwork(long nowMicros)
    {
        device.StepUplink((long)Stopwatch.GetElapsedTime(_bootedAt).TotalMilliseconds);
        if (IsDrained)
            DrainedMicros = nowMicros;
    }

    public void Dispose()
    {
        _socket.Dispose();
        _flash?.Dispose();
    }
}
