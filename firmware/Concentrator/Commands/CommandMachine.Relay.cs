using Wattline.Firmware.Meters;

namespace Wattline.Firmware.Commands;

/// <summary>
/// Trip, close, allow, alarm, keep power: look, order, and look until the meter's state proves it. An answer 9CH is the
/// meter's word and no proof: it may mean "later", and with kept power nothing at all.
/// </summary>
public sealed partial class CommandMachine
{
    private const int StageCheck = 0;
    private const int StageOrder = 1;
    private const int StageLook = 2;
    private const int StageCurrent = 3;
    private const int StageCurrentA = 4;
    private const int StageVoltage = 5;
    private const int StageVoltageA = 6;

    private readonly MeterTime _time = new MeterTime();

    private bool AskRelay(OpenCommand command, MeterQuestion question, long now)
    {
        switch (command.Stage)
        {
            case StageOrder:
                return AskOrder(command, question, now);
            case StageCurrent:
                question.Read(MeterWord.Currents, 9);
                return true;
            case StageCurrentA:
                question.Read(MeterWord.CurrentA, 3);
                return true;
            case StageVoltage:
                question.Read(MeterWord.Voltages, 6);
                return true;
            case StageVoltageA:
                question.Read(MeterWord.VoltageA, 2);
                return true;
            default:
                question.Read(MeterWord.Status, 2);
                return true;
        }
    }

    /// <summary>The order itself: in time, and written down before it goes.</summary>
    private bool AskOrder(OpenCommand command, MeterQuestion question, long now)
    {
        if (!_clock.IsValid || IsOver(command))
        {
            End(command, CommandState.Expired, _clock.IsValid ? CommandReason.Expired : CommandReason.NoClock, now);
            return false;
        }

        if (command.State == CommandState.Accepted && (!Move(command, CommandState.Pending, CommandReason.None, null, now) || !Settle(now)))
        {
            Later(command, now);
            return false;
        }

        command.Until = command.Until == 0 ? now + command.Patience : command.Until;
        command.Orders++;
        if (command.Type == CommandType.Security)
        {
            FillSealed(command, question);
            return true;
        }

        question.Begin(RelayFrame, 0, 0);
        question.Put(command.Rights, 0, command.Rights.Length);
        question.Put((byte)command.Order);
        question.Put(0);
        return PutTime(command, question, command.Expires / 1000, now);
    }

    /// <summary>ss mm hh DD MM YY in the meter's own zone.</summary>
    private bool PutTime(OpenCommand command, MeterQuestion question, long seconds, long now)
    {
        if (!_time.Set(seconds + (command.Zone * 60L)))
        {
            End(command, CommandState.Failed, CommandReason.NoClock, now);
            return false;
        }

        question.Put(MeterTime.Bcd(_time.Second));
        question.Put(MeterTime.Bcd(_time.Minute));
        question.Put(MeterTime.Bcd(_time.Hour));
        question.Put(MeterTime.Bcd(_time.Day));
        question.Put(MeterTime.Bcd(_time.Month));
        question.Put(MeterTime.Bcd(_time.Year));
        return true;
    }

    private void OverRelay(OpenCommand command, MeterQuestion question, long now)
    {
        if (command.Stage == StageOrder)
        {
            OverOrder(command, question, now);
            return;
        }

        if (question.Outcome != Dlt645Outcome.Answered)
        {
            OverInVain(command, question, now);
            return;
        }

        var word = command.Word;
        switch (command.Stage)
        {
            case StageCheck:
            case StageLook:
                if (!word.TakeStatus(question.Answer, question.AnswerLength))
                {
                    OverInVain(command, question, now);
                    return;
                }

                break;
            case StageCurrent:
            case StageCurrentA:
                word.TakePhases(question.Answer, question.AnswerLength, true);
                break;
            default:
                word.TakePhases(question.Answer, question.AnswerLength, false);
                break;
        }

        command.Tries = 0;
        if (command.Stage == StageCheck)
        {
            Checked(command, now);
        }
        else if (command.Stage == StageLook && NeedsMore(command))
        {
            command.Stage = word.IsOpen ? StageCurrent : StageVoltage;
        }
        else
        {
            Judge(command, now);
        }
    }

    /// <summary>Before the order: one that would be ignored is not sent, nor one that holds already.</summary>
    private void Checked(OpenCommand command, long now)
    {
        var word = command.Word;
        if (command.Order == RelayOrder.Trip && word.KeepsPower)
        {
            End(command, CommandState.Refused, CommandReason.KeepPower, now);
            return;
        }

        var holds = command.Order switch
        {
            RelayOrder.Trip => word.IsOpen && word.IsTripped,
            RelayOrder.AllowClose => !word.IsTripped,
            RelayOrder.Close => !word.IsOpen && !word.IsTripped,
            RelayOrder.KeepPower => word.KeepsPower,
            RelayOrder.KeepPowerOff => !word.KeepsPower,
            _ => false,
        };
        command.WasOpen = word.IsOpen;
        if (!holds)
        {
            command.Stage = StageOrder;
        }
        else if (Move(command, CommandState.Pending, CommandReason.None, null, now))
        {
            command.Stage = StageLook;
            command.Until = now + command.Patience;
        }
    }

    private void OverOrder(OpenCommand command, MeterQuestion question, long now)
    {
        command.Stage = StageLook;
        command.Looks = 0;
        command.Tries = 0;
        command.WasRefused = question.Outcome == Dlt645Outcome.Refused;
        command.Word.ErrorBits = command.WasRefused ? question.ErrorBits : 0;
        if (question.Outcome == Dlt645Outcome.Answered)
        {
            Move(command, CommandState.Done, CommandReason.None, null, now);
        }

        // Refused, the state tells at once; else the relay is given its time. Without an answer only the state can tell.
        command.At = command.WasRefused ? now : now + CommandLimits.LookFirst;
    }

    private void OverInVain(OpenCommand command, MeterQuestion question, long now)
    {
        var refused = question.Outcome == Dlt645Outcome.Refused;
        if (refused && command.Stage is StageCurrent or StageVoltage)
        {
            command.Stage++; // A single-phase meter without the block: phase A alone.
            return;
        }

        if (!refused && !IsHopeless(command, now))
        {
            return;
        }

        command.Tries = 0;
        if (command.Stage == StageCheck)
        {
            command.Word.ErrorBits = refused ? question.ErrorBits : 0;
            End(command, refused ? CommandState.Refused : CommandState.Failed, ReasonOf(question), now);
        }
        else if (command.Stage == StageLook || now >= command.Until)
        {
            Wait(command, ReasonOf(question), now);
        }
        else
        {
            command.Stage = StageLook;
            command.At = now + CommandLimits.LookFirst;
        }
    }

    /// <summary>A relay that moved is believed with current or voltage beside it.</summary>
    private static bool NeedsMore(OpenCommand command) => command.Order switch
    {
        RelayOrder.Trip => command.Word.IsOpen,
        RelayOrder.Close or RelayOrder.AllowClose => !command.Word.IsOpen,
        _ => false,
    };

    private void Judge(OpenCommand command, long now)
    {
        var word = command.Word;
        switch (command.Order)
        {
            case RelayOrder.Trip:
                JudgeTrip(command, now);
                break;
            case RelayOrder.AllowClose:
            case RelayOrder.Close:
                JudgeClose(command, now);
                break;
            case RelayOrder.KeepPower:
            case RelayOrder.KeepPowerOff:
                JudgeFlag(command, word.KeepsPower == (command.Order == RelayOrder.KeepPower), now);
                break;
            default:
                JudgeFlag(command, word.IsAlarmed == (command.Order == RelayOrder.Alarm), now);
                break;
        }
    }

    private void JudgeTrip(OpenCommand command, long now)
    {
        var word = command.Word;
        if (word.IsOpen && (word.IsTripped || (!command.WasOpen && !command.WasRefused)))
        {
            if (word.Milliamperes >= 0 && !word.HasCurrent)
            {
                End(command, CommandState.Verified, CommandReason.None, now);
            }
            else
            {
                Wait(command, word.HasCurrent ? CommandReason.Bypass : CommandReason.NotObeyed, now);
            }
        }
        else if (word.KeepsPower)
        {
            End(command, CommandState.Refused, CommandReason.KeepPower, now);
        }
        else if (word.IsTripped)
        {
            Wait(command, CommandReason.NotObeyed, now); // A delayed trip: it stands, and the relay follows.
        }
        else
        {
            NotTaken(command, now);
        }
    }

    private void JudgeClose(OpenCommand command, long now)
    {
        var word = command.Word;
        if (!word.IsOpen)
        {
            if (word.HasVoltage)
            {
                End(command, CommandState.Closed, CommandReason.None, now);
            }
            else
            {
                Wait(command, CommandReason.NoVoltage, now);
            }
        }
        else if (word.IsTripped)
        {
            NotTaken(command, now);
        }
        else if (command.Order == RelayOrder.AllowClose || now >= command.Until)
        {
            // Open, and may close: the customer's button decides. That is not closed, whatever was ordered.
            if (command.State == CommandState.Allowed || Move(command, CommandState.Allowed, CommandReason.None, null, now))
            {
                Wait(command, CommandReason.None, now);
            }
        }
        else
        {
            Wait(command, CommandReason.NotObeyed, now);
        }
    }

    private void JudgeFlag(OpenCommand command, bool holds, long now)
    {
        if (holds)
        {
            End(command, CommandState.Verified, CommandReason.None, now);
        }
        else if (command.Order is RelayOrder.Alarm or RelayOrder.AlarmOff && command.State == CommandState.Done)
        {
            Drop(command, now); // Many meters show the alarm on their display only: their word is all there is.
        }
        else
        {
            NotTaken(command, now);
        }
    }

    /// <summary>The meter shows no sign of the order.</summary>
    private void NotTaken(OpenCommand command, long now)
    {
        if (command.WasRefused)
        {
            var password = (command.Word.ErrorBits & 0x04) != 0;
            End(command, CommandState.Refused, password ? CommandReason.Password : CommandReason.MeterRefused, now);
            return;
        }

        command.Looks++;
        var again = command.Looks >= CommandLimits.LooksBeforeAgain || command.Orders == 0;
        if (!again)
        {
            Wait(command, CommandReason.NotObeyed, now);
            return;
        }

        command.Looks = 0;
        if (command.Orders < CommandLimits.OrdersMax && command.Type != CommandType.Security && _clock.IsValid && !IsOver(command))
        {
            command.Stage = StageOrder;
            command.At = now;
        }
        else
        {
            End(command, CommandState.Failed, CommandReason.NotObeyed, now);
        }
    }

    /// <summary>Looks again later; when patience is over, it failed for this reason, or stays as it is.</summary>
    private void Wait(OpenCommand command, int reason, long now)
    {
        command.Stage = StageLook;
        if (now < command.Until)
        {
            var pause = (long)CommandLimits.LookFirst << (command.Item < 5 ? command.Item : 5);
            command.Item++;
            command.At = now + (pause < CommandLimits.LookMax ? pause : CommandLimits.LookMax);
        }
        else if (command.State == CommandState.Allowed || reason == CommandReason.None)
        {
            Drop(command, now);
        }
        else
        {
            End(command, CommandState.Failed, reason, now);
        }
    }
}
