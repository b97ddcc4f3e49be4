using System.Buffers;

namespace Wattline.Gateway.Journal;

/// <summary>
/// The log on a real disk: one thread commits whatever has gathered while the last commit was on its way (group commit),
/// saves cursors and deletes old segments. Appends and readers may come from any thread.
/// </summary>
public sealed class JournalLog : IDisposable
{
    private readonly JournalCore _core;
    private readonly JournalOptions _options;
    private readonly TimeProvider _time;
    private readonly IDisposable? _disk;
    private readonly Lock _append = new();
    private readonly SemaphoreSlim _work = new(0, 1);
    private readonly ManualResetEventSlim _gathered = new(false, spinCount: 0);
    private readonly CommitPacing _pacing = new();
    private readonly Thread _committer;
    private readonly ITimer _timer;
    private readonly JournalMetrics _metrics;
    private Action<long>[] _durable = [];
    private Action<JournalState>[] _states = [];
    private long _lastLsn;
    private long _gatherTo = long.MaxValue;
    private int _asked;
    private int _housekeeping;
    private long _deleteBefore;
    private volatile bool _killed;
    private volatile bool _closing;
    private bool _disposed;

    private JournalLog(JournalCore core, JournalOptions options, TimeProvider time, IDisposable? disk)
    {
        (_core, _options, _time, _disk) = (core, options, time, disk);
        _metrics = new(core, options.Name);
        _committer = new(Run) { IsBackground = true, Name = options.Name };
        _committer.Start();
        _timer = time.CreateTimer(_ => Wake(housekeeping: true), null, options.HousekeepingEvery, options.HousekeepingEvery);
    }

    /// <summary>Every record up to this LSN is on the medium.</summary>
    public long DurableLsn => _core.DurableLsn;

    /// <summary>The LSN of the last record appended, durable or not; for the only one who appends.</summary>
    public long LastLsn => _core.LastLsn;

    /// <summary>What the log can do.</summary>
    public JournalState State => _core.State;

    /// <summary>Bytes in segments.</summary>
    public long Bytes => _core.Bytes;

    /// <summary>Whether the opening found a half-written tail and set it aside.</summary>
    public bool TornTailFound => _core.TornTailFound;

    /// <summary>Opens the log in a directory.</summary>
    /// <param name="directory">Made if need be.</param>
    /// <param name="options">Sizes and ages.</param>
    /// <param name="time">Times commits and housekeeping; ages are counted on its wall clock.</param>
    /// <exception cref="JournalDamagedException">A durable record cannot be read.</exception>
    /// <exception cref="IOException">The disk cannot be used.</exception>
    public static JournalLog Open(string directory, JournalOptions options, TimeProvider time)
    {
        var disk = new FileJournalDisk(directory);
        return new(JournalCore.Open(disk, options), options, time, disk);
    }

    /// <summary>Opens the log on a disk that stays the caller's.</summary>
    public static JournalLog Open(IJournalDisk disk, JournalOptions options, TimeProvider time) =>
        new(JournalCore.Open(disk, options), options, time, null);

    /// <summary>Buffers a record and wakes the committer. See <see cref="JournalCore.Append(JournalStream, long, ReadOnlySpan{byte}, in ReadOnlySequence{byte}, out long)"/>.</summary>
    public AppendOutcome Append(
        JournalStream stream, long receivedAt, ReadOnlySpan<byte> key, in ReadOnlySequence<byte> payload, out long lsn)
    {
        if (_closing)
        {
            lsn = 0;
            return AppendOutcome.Stopped;
        }
        AppendOutcome outcome;
        lock (_append)
        {
            outcome = _core.Append(stream, receivedAt, key, payload, out lsn);
            if (outcome == AppendOutcome.Appended)
            {
                Volatile.Write(ref _lastLsn, lsn);
            }
        }
        if (outcome == AppendOutcome.Appended)
        {
            if (lsn >= Volatile.Read(ref _gatherTo))
            {
                _gathered.Set();
            }
            Wake(housekeeping: false);
        }
        return outcome;
    }

    /// <summary>The same for a payload in one piece.</summary>
    public AppendOutcome Append(JournalStream stream, long receivedAt, ReadOnlySpan<byte> key, ReadOnlyMemory<byte> payload, out long lsn) =>
        Append(stream, receivedAt, key, new ReadOnlySequence<byte>(payload), out lsn);

    /// <summary>The cursor of a stream.</summary>
    public StreamCursor Cursor(JournalStream stream) => _core.Cursor(stream);

    /// <summary>A reader that resumes at the stream's cursor and moves it. One for each stream.</summary>
    public JournalReader OpenReader(JournalStream stream) => _core.OpenReader(stream);

    /// <summary>A reader from an LSN that moves no cursor.</summary>
    public JournalReader OpenReader(JournalStream stream, long fromLsn) => _core.OpenReader(stream, fromLsn);

    /// <summary>Has the oldest segments deleted that are wholly below an LSN, with the next commit or beat, for a user who keeps no cursors.</summary>
    public void DeleteBefore(long lsn) => Volatile.Write(ref _deleteBefore, lsn);

    /// <summary>
    /// Has a callback told each new <see cref="DurableLsn"/>, on the committer's thread: it must be short and must not
    /// wait. It is also told after a full disk took records again.
    /// </summary>
    public IDisposable OnDurable(Action<long> callback) => new Registration<Action<long>>(this, callback, log => ref log._durable);

    /// <summary>Has a callback told each change of <see cref="State"/>, on the committer's thread.</summary>
    public IDisposable OnState(Action<JournalState> callback) =>
        new Registration<Action<JournalState>>(this, callback, log => ref log._states);

    /// <summary>Drops everything that is not committed and stops, as a crash would: nothing is flushed, no cursor saved.</summary>
    public void Kill()
    {
        _killed = true;
        Dispose();
    }

    /// <summary>Commits what is buffered, saves the cursors and stops.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }
        _disposed = true;
        _closing = true;
        _timer.Dispose();
        Wake(housekeeping: true);
        _committer.Join();
        _gathered.Dispose();
        _metrics.Dispose();
        _disk?.Dispose();
    }

    private void Wake(bool housekeeping)
    {
        if (housekeeping)
        {
            Volatile.Write(ref _housekeeping, 1);
        }
        // One release for all that gathers until the committer looks: an append costs no system call while it is busy.
        if (Interlocked.Exchange(ref _asked, 1) == 0)
        {
            _work.Release();
        }
    }

    private void Run()
    {
        do
        {
            _work.Wait();
            Gather();
            Volatile.Write(ref _asked, 0);
            if (!_killed)
            {
                Work();
            }
        }
        while (!_closing);
        if (!_killed)
        {
            Work();
            _core.SaveCursors();
        }
    }

    /// <summary>Lets a commit grow to what pacing wants of it. A record that slips by unseen costs the rest of that wait, no more.</summary>
    private void Gather()
    {
        var (durable, target) = (_core.DurableLsn, _pacing.Target);
        if (target == 1 || _closing || _core.State != JournalState.Open || Volatile.Read(ref _lastLsn) == durable)
        {
            return;
        }
        _gathered.Reset();
        Interlocked.Exchange(ref _gatherTo, durable + target);
        if (Volatile.Read(ref _lastLsn) < durable + target)
        {
            _gathered.Wait(CommitPacing.WaitAtMost);
        }
        Volatile.Write(ref _gatherTo, long.MaxValue);
    }

    private void Work()
    {
        // Looked at once: a beat that comes while a commit tells of itself counts for the next one, and is not lost on a full disk.
        var beat = Interlocked.Exchange(ref _housekeeping, 0) == 1;
        Commit(beat);
        if (Interlocked.Exchange(ref _deleteBefore, 0) is var lsn and > 0)
        {
            _metrics.Deleted(_core.DeleteBefore(lsn));
        }
        if (beat)
        {
            _core.SaveCursors();
            _metrics.Deleted(_core.Retain(_time.GetUtcNow().ToUnixTimeMilliseconds()));
        }
    }

    private void Commit(bool beat)
    {
        lock (_append)
        {
            _core.BeginCommit();
        }
        var (before, state, bytes) = (_core.DurableLsn, _core.State, _core.CommittingBytes);
        // While the disk is full only the housekeeping's beat tries again.
        if (state == JournalState.DiskFull && !beat)
        {
            return;
        }
        var started = _time.GetTimestamp();
        var outcome = _core.FinishCommit();
        if (_core.State != state)
        {
            foreach (var callback in Volatile.Read(ref _states))
            {
                callback(_core.State);
            }
        }
        if (outcome == CommitOutcome.Durable && !_killed)
        {
            _pacing.Committed((int)(_core.DurableLsn - before));
            _metrics.Committed(_core.DurableLsn - before, bytes, _time.GetElapsedTime(started));
            foreach (var callback in Volatile.Read(ref _durable))
            {
                callback(_core.DurableLsn);
            }
        }
    }

    private delegate ref T[] Field<T>(JournalLog log);

    private sealed class Registration<T> : IDisposable
        where T : class
    {
        private readonly JournalLog _log;
        private readonly T _callback;
        private readonly Field<T> _field;

        public Registration(JournalLog log, T callback, Field<T> field)
        {
            (_log, _callback, _field) = (log, callback, field);
            lock (log._append)
            {
                field(log) = [.. field(log), callback];
            }
        }

        public void Dispose()
        {
            lock (_log._append)
            {
                _field(_log) = [.. _field(_log).Where(other => !ReferenceEquals(other, _callback))];
            }
        }
    }
}
