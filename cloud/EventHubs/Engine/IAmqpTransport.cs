using System.Buffers;

namespace Wattline.Cloud.EventHubs.Engine;

/// <summary>The way out of a connection: frames are written straight into its buffers. None of its members waits or calls back.</summary>
public interface IAmqpTransport : IBufferWriter<byte>
{
    /// <summary>Bytes flushed that the peer has not taken and that are held in memory.</summary>
    long UnsentBytes { get; }

    /// <summary>Lets go what was written.</summary>
    void Flush();
}
