using Wattline.Firmware.Meters;
using Wattline.Firmware.Meters.Exchange;
using Wattline.Firmware.Owed;
using Wattline.Firmware.Plans;

namespace Wattline.Firmware.Lines;

/// <summary>
/// Whose question is next: a guest's (commands) before all; what is due from the meters' memories before the registers
/// of the slot when it is new, and in their pauses, or at one question in a few, when it is old.
/// </summary>
public sealed partial class LineMachine
{
    private const int AskerSlot = 0;
    private const int AskerGuest = 1;
    private const int AskerOwed = 2;

    private int _sinceOwed;
    private int _owedInSweep;
    private int _onLine;
    private long _quietUntil = long.MinValue;

    /// <summary>When to step though nothing arrives.</summary>
    public long NextWake
    {
        get
        {
            if (_asking)
            {
                return _master.NextWake;
            }

            var wake = _polling ? _resumeAt : long.MaxValue;
            if (Guest != null && Guest.NextWake < wake)
            {
                wake = Guest.NextWake;
            }

            var owed = Owed == null ? long.MaxValue : Owed.NextWake > _quietUntil ? Owed.NextWake : _quietUntil;
            return Owed != null && Owed.NextWake != long.MaxValue && owed < wake ? owed : wake;
        }
    }

    /// <inheritdoc/>
    public void Step(long now)
    {
        _master.Step(now);
        if (_asking && !_master.Busy)
        {
            _asking = false;
            Take(now);
        }
        else if (_master.CameLate && _asker == AskerSlot)
        {
            TakeLate(now);
        }

        if (!_asking)
        {
            AskAny(now);
        }
    }

    /// <summary>Sends a read to a meter of the plan, at its own speed and in its own protocol.</summary>
    internal void AskRead(int meter, PlanRead read, long now)
    {
        var plan = _table.Plan;
        _onLine = meter;
        Setting.Use(plan.Bauds[meter], plan.Parities[meter]);
        TurnTo(_masters[plan.Template(meter).Protocol], now);
        _master.ResponseDelayMax = _delays[meter];
        _master.Begin(plan.Addresses, Plan.AddressOf(meter), read, plan.Bauds[meter], plan.Parities[meter], now);
    }

    /// <summary>Sends what is no read to a DL/T 645 meter of the plan.</summary>
    internal void AskRequest(int meter, Dlt645Request request, long now)
    {
        var plan = _table.Plan;
        _onLine = meter;
        Setting.Use(plan.Bauds[meter], plan.Parities[meter]);
        TurnTo(_dlt645, now);
        _master.ResponseDelayMax = _delays[meter] > Dlt645Limits.ResponseDelayMax ? _delays[meter] : Dlt645Limits.ResponseDelayMax;
        _dlt645.Begin(plan.Addresses, Plan.AddressOf(meter), request, plan.Bauds[meter], now);
    }

    /// <summary>Another protocol's turn: its pauses run from what is on the line until now.</summary>
    private void TurnTo(IMeterMaster master, long now)
    {
        if (master != _master)
        {
            _master.AwaitsLate = false;
            master.Overhear(now);
            _master = master;
        }
    }

    private void Take(long now)
    {
        switch (_asker)
        {
            case AskerGuest:
                if (_finder != null)
                {
                    EndFind(now);
                }
                else
                {
                    Guest.Done(_index, _dlt645.Master, now);
                }

                break;
            case AskerOwed:
                LearnOfOwed();
                Owed.Take(_master, now);
                _quietUntil = _master.Outcome == MeterOutcome.Silent ? now : _quietUntil;
                break;
            default:
                if (_asked >= 0 && _master.Outcome is not (MeterOutcome.Silent or MeterOutcome.Noise))
                {
                    _owedSince[_asked] = long.MinValue;
                    Learn(_meters[_asked], _master.AnswerDelay);
                    Heard(_asked, now);
                }

                if (!_abandoned)
                {
                    Settle(now);
                }

                _abandoned = false;
                break;
        }
    }

    /// <summary>What a question about the meter's memory tells of its answer time.</summary>
    private void LearnOfOwed()
    {
        if (_onLine < 0)
        {
            return; // A newer plan came.
        }

        if (_master.Outcome is MeterOutcome.Answered or MeterOutcome.Refused)
        {
            Learn(_onLine, _master.AnswerDelay);
        }
        else if (_master.Outcome == MeterOutcome.Silent)
        {
            Forget(_onLine);
        }
    }

    private void AskAny(long now)
    {
        if (Guest != null && Guest.Wants(_index, now) && Lend(now))
        {
            return;
        }

        var registers = _polling && now >= _resumeAt;
        if (Owed != null && IsOwedsTurn(registers, now) && AskOwed(now))
        {
            return;
        }

        if (registers)
        {
            AskNext(now);
        }

        // The registers pause, or are complete: the line is free for what is old.
        if (!_asking && Owed != null && now >= _quietUntil)
        {
            AskOwed(now);
        }

        if (!_asking && Guest != null && Guest.WantsRest(_index, now))
        {
            Lend(now);
        }
    }

    /// <summary>Lends the line for an exchange.</summary>
    /// <returns>False when the guest began none.</returns>
    private bool Lend(long now)
    {
        var protocol = Guest.FinderOf(_index);
        if (protocol >= 0)
        {
            return LendTo(protocol, now);
        }

        TurnTo(_dlt645, now);
        _dlt645.Release();
        _master.ResponseDelayMax = Dlt645Limits.ResponseDelayMax;
        Guest.Begin(_index, _dlt645.Master, Setting, now);
        _asking = _dlt645.Busy;
        _asker = _asking ? AskerGuest : _asker;
        return _asking;
    }

    private bool LendTo(int protocol, long now)
    {
        if (_finders[protocol] == null)
        {
            _finders[protocol] = MeterProtocols.OpenFinder(protocol, _line);
        }

        _finder = _finders[protocol];
        TurnTo(_finder, now);
        _finder.ResponseDelayMax = 0;
        Guest.Begin(_index, _finder, Setting, now);
        _asking = _finder.Busy;
        _asker = _asking ? AskerGuest : _asker;
        _finder = _asking ? _finder : null;
        return _asking;
    }

    private void EndFind(long now)
    {
        var finder = _finder;
        _finder = null;
        for (var i = 0; i < _finders.Length; i++)
        {
            if (_finders[i] == finder && _masters[i] is ExchangeReader reader)
            {
                reader.Forget(finder);
            }
        }

        Guest.Done(_index, finder, now);
    }

    /// <summary>True when a question about the meters' memories goes before the next register.</summary>
    private bool IsOwedsTurn(bool registers, long now) =>
        Owed.IsUrgent(now)
        || (registers && (_sweep < 2 ? _sinceOwed >= LineLimits.RegistersPerOwed
            : now >= _quietUntil && _owedInSweep < LineLimits.OwedPerSweep));

    private bool AskOwed(long now)
    {
        if (!Owed.TryAsk(now))
        {
            return false;
        }

        _asking = true;
        _asker = AskerOwed;
        _sinceOwed = 0;
        _owedInSweep++;
        return true;
    }

    /// <summary>What is owed from the meters' memories.</summary>
    internal OwedLine Owed { get; set; }

    private void OpenMasters(Plan plan)
    {
        for (var i = 0; i < plan.Templates.Length; i++)
        {
            var protocol = plan.Templates[i].Protocol;
            if (_masters[protocol] == null)
            {
                _masters[protocol] = MeterProtocols.Find(protocol).Open(_line);
                if (Security != null && _masters[protocol] is ISecuredMaster secured)
                {
                    secured.Use(Security);
                }
            }
        }
    }
}
