using System.Text;
using Wattline.Gateway.Journal;
using Wattline.Gateway.Runtime.Forwarding;
using Wattline.Gateway.Runtime.Quarantine;
using Wattline.Gateway.Runtime.Registry;
using Wattline.Gateway.Uplinks;
using Wattline.Tests.Gateway.Runtime.Support;

namespace Wattline.Tests.Gateway.Runtime.Forwarding;

/// <summary>A forwarder between a journal in memory and a scripted cloud, on a clock that is set by hand.</summary>
internal sealed class Bench : IDisposable
{
    private readonly MemoryDisk _journalDisk = new();
    private JournalCore _journal;
    private CloudEventsBatch _batch = new("gw");

    public Bench(RegistryState? registry = null)
    {
        if (registry is not null) Registry.Replace(registry);
        (_journal, Quarantine, Forwarder) = Open();
    }

    public MemoryDisk QuarantineDisk { get; } = new();

    public RegistryPort Registry { get; private set; } = new();

    public ScriptedUplink Uplink { get; } = new();

    public QuarantineStore Quarantine { get; private set; }

    public Forwarder Forwarder { get; private set; }

    public long Now { get; set; }

    public long LowWater(JournalStream stream) => _journal.Cursor(stream).LowWater;

    public void Journal(string stream, params byte[][] payloads)
    {
        foreach (var payload in payloads)
        {
            var record = Sample.Record(stream, payload);
            _journal.Append(record.Stream, record.ReceivedAt, Encoding.UTF8.GetBytes($"v1/up/C-1/{stream}"), payload, out _);
        }
        _journal.Commit();
    }

    /// <summary>Steps until nothing moves, letting waits pass.</summary>
    public void Run()
    {
        for (var turn = 0; turn < 1_000; turn++)
        {
            var before = Uplink.Batches.Count;
            Forwarder.Step(Now);
            if (Forwarder.NextWake != long.MaxValue) Now = Math.Max(Now, Forwarder.NextWake);
            else if (Uplink.Batches.Count == before) return;
        }
        throw new InvalidOperationException("The forwarder does not come to rest.");
    }

    /// <summary>The process dies and starts again on the same disks; cursors are as they were last saved.</summary>
    public void Restart(bool cursorsSaved)
    {
        if (cursorsSaved) _journal.SaveCursors();
        Forwarder.Dispose();
        _batch.Dispose();
        var state = Registry.State;
        Registry = new RegistryPort();
        if (state is not null) Registry.Replace(state);
        _batch = new CloudEventsBatch("gw");
        (_journal, Quarantine, Forwarder) = Open();
    }

    public void Dispose()
    {
        Forwarder.Dispose();
        _batch.Dispose();
    }

    private (JournalCore, QuarantineStore, Forwarder) Open()
    {
        var journal = JournalCore.Open(_journalDisk, new JournalOptions());
        var quarantine = new QuarantineStore(QuarantineDisk);
        Uplink.Batch = _batch;
        return (journal, quarantine, new Forwarder(Forwarder.AllStreams, journal.OpenReader, Registry, quarantine, _batch, Uplink, new SequenceTracker(), new Random(7)));
    }
}
