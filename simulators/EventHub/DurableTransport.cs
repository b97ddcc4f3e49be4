using Wattline.Cloud.EventHubs.Engine;
using Wattline.Simulators.EventHub.Storage;

namespace Wattline.Simulators.EventHub;

/// <summary>Lets nothing out before what was stored is durable: an accepted event outlives the process.</summary>
internal sealed class DurableTransport(IAmqpTransport inner, IEventStore store) : IAmqpTransport
{
    /// <inheritdoc/>
    public long UnsentBytes => inner.UnsentBytes;

    /// <inheritdoc/>
    public void Advance(int count) => inner.Advance(count);

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

    /// <inheritdoc/>
    public void Flush()
    {
        store.Commit();
        inner.Flush();
    }
}
