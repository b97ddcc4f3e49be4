namespace Wattline.Simulators.Kiosks;

/// <summary>
/// The people who come to one kiosk, one after another, at random times of the day: they enter an account, insert
/// notes, and finish, leave, or ask for a note back. They are passive: step them, in microseconds since the start.
/// </summary>
public sealed class Customers
{
    private const long Second = 1_000_000, Hour = 3_600 * Second, Day = 24 * Hour;

    // How long people wait, look and think.
    private const long Patience = 90 * Second, Look = Second / 2;

    private readonly CustomerSettings _settings;
    private readonly ICashAcceptor _validator;
    private readonly ICashAcceptor? _coins;
    private readonly Random _random;
    private Mood _mood;
    private string _account = "";
    private int _notesLeft;
    private int _triesLeft;
    private long _givesUpMicros;
    private Note? _note;
    private readonly Queue<(string Account, long Value)> _summoned = new();
    private long _toPay;
    private string? _enteredAccount;
    private bool _finish;
    private bool _cancel;

    /// <summary>Customers of a kiosk with a note validator, and a coin acceptor where there is one.</summary>
    public Customers(CustomerSettings settings, ICashAcceptor validator, ICashAcceptor? coins = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfZero(settings.Accounts.Count, nameof(settings));
        _settings = settings;
        _validator = validator;
        _coins = coins;
        _random = new Random(settings.Seed);
        NextWakeMicros = NextArrival(0);
    }

    private enum Mood { Away, Ready, Watching }

    /// <summary>When somebody does something next.</summary>
    public long NextWakeMicros { get; private set; }

    /// <summary>Customers who have come so far.</summary>
    public int Arrived { get; private set; }

    /// <summary>The next to come is this customer, now, who pays at least so much if the kiosk takes it; 0 only looks.</summary>
    /// <param name="account">Who.</param>
    /// <param name="value">Minor units.</param>
    /// <param name="nowMicros">The time.</param>
    public void Summon(string account, long value, long nowMicros)
    {
        _summoned.Enqueue((account, value));
        if (_mood == Mood.Away)
            NextWakeMicros = Math.Min(NextWakeMicros, nowMicros + Second);
    }

    /// <summary>The account that was entered since the last call, or null.</summary>
    public string? TakeAccount()
    {
        var entered = _enteredAccount;
        _enteredAccount = null;
        return entered;
    }

    /// <summary>True once after somebody said that they have finished.</summary>
    public bool TakeFinish()
    {
        var finish = _finish;
        _finish = false;
        return finish;
    }

    /// <summary>True once after somebody asked for the note back.</summary>
    public bool TakeCancel()
    {
        var cancel = _cancel;
        _cancel = false;
        return cancel;
    }

    /// <summary>Lets people act up to a time.</summary>
    public void Step(long nowMicros)
    {
        while (NextWakeMicros <= nowMicros)
            Act(NextWakeMicros);
    }

    private void Act(long now)
    {
        switch (_mood)
        {
            case Mood.Away:
                Arrived++;
                _account = _enteredAccount = _settings.Accounts[_random.Next(_settings.Accounts.Count)];
                (_finish, _cancel) = (false, false);
                _notesLeft = _random.Next(1, _settings.NotesMax + 1);
                _toPay = -1;
                if (_summoned.TryDequeue(out var summoned))
                    (_account, _enteredAccount, _toPay) = (summoned.Account, summoned.Account, summoned.Value);
                if (_toPay == 0)
                    Leave(now);
                else
                    Approach(now);
                break;
            case Mood.Ready:
                var acceptor = _coins is not null && _random.Next(3) == 0 && _toPay < 0 ? _coins : _validator;
                var channels = Math.Min(_settings.Channels, acceptor.ChannelCount);
                // Who came to pay a bill brings the largest notes.
                _note = acceptor.Insert(_toPay < 0 ? _random.Next(1, channels + 1) : channels, _account, now);
                if (_note is null && now >= _givesUpMicros)
                {
                    Leave(now);
                    break;
                }
                _mood = _note is null ? Mood.Ready : Mood.Watching;
                NextWakeMicros = now + (_note is null ? 2 * Second : 2 * Look);
                break;
            default:
                Watch(now);
                break;
        }
    }

    private void Watch(long now)
    {
        NextWakeMicros = now + Look;
        if (_note!.Fate == NoteFate.InMachine)
        {
            // The first look is when the screen shows the note.
            if (now - _note.InsertedMicros == 2 * Look && _random.Next(1000) < _settings.CancelPermille)
                _cancel = true;
            else if (now >= _givesUpMicros)
                Leave(now);
            return;
        }
        if (_note.Fate == NoteFate.InBox && _toPay >= 0)
        {
            _toPay -= _note.Value;
            _notesLeft = _toPay > 0 ? 1 : 0;
        }
        else if (_note.Fate == NoteFate.InBox)
            _notesLeft--;
        else if (--_triesLeft <= 0)
            _notesLeft = 0;
        if (_notesLeft > 0)
        {
            Approach(now, _triesLeft);
            return;
        }
        _finish = _random.Next(1000) >= _settings.LeavePermille;
        Leave(now);
    }

    private void Approach(long now, int tries = 2)
    {
        _mood = Mood.Ready;
        _triesLeft = tries;
        _givesUpMicros = now + Patience;
        NextWakeMicros = now + _random.NextInt64(2 * Second, 8 * Second);
    }

    private void Leave(long now)
    {
        _mood = Mood.Away;
        _note = null;
        NextWakeMicros = NextArrival(now + (5 * Second));
        if (_summoned.Count > 0)
            NextWakeMicros = Math.Min(NextWakeMicros, now + (30 * Second));
    }

    private long NextArrival(long after)
    {
        var open = (_settings.Hours.To - _settings.Hours.From) * Hour;
        if (_settings.PerDay == 0)
            return long.MaxValue;
        // Time passes for arrivals in the open hours only.
        var at = after + 1 + (long)(-Math.Log(1 - _random.NextDouble()) * open / _settings.PerDay);
        for (; ; )
        {
            var local = (at + (_settings.LocalHourAtStart * Hour)) % Day;
            if (local >= _settings.Hours.From * Hour && local < _settings.Hours.To * Hour)
                return at;
            // Who would come by night comes that much after the next opening.
            at += Day - open;
        }
    }
}
