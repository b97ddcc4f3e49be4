using Wattline.Firmware.Meters;

namespace Wattline.Firmware.Commands;

/// <summary>Commands under way: whose turn it is on a line, and what an answer means.</summary>
public sealed partial class CommandMachine
{
    private MeterQuestion[] _questions;

    private void MakeQuestions(int lines)
    {
        _questions = new MeterQuestion[lines];
        for (var i = 0; i < lines; i++)
        {
            _questions[i] = new MeterQuestion();
        }
    }

    private bool IsAsking(OpenCommand command) => command.Line < _lines && _questions[command.Line].Asker == command;

    /// <summary>What needs no line; and what ends a command before its next question.</summary>
    private void StepOne(OpenCommand command, long now)
    {
        if (IsAsking(command) || now < command.At)
        {
            return;
        }

        if (command.IsSuperseded)
        {
            End(command, command.State == CommandState.Accepted ? CommandState.Refused : CommandState.Failed, CommandReason.Superseded, now);
        }
        else if (CommandState.IsEnd(command.State) && (command.State != CommandState.Allowed || command.WasRestarted))
        {
            Drop(command, now);
        }
        else if (command.WasRestarted && !Resume(command, now))
        {
            return;
        }
        else if (command.State == CommandState.Accepted && IsOver(command))
        {
            End(command, CommandState.Expired, CommandReason.Expired, now);
        }
        else if (command.Line == NoLine)
        {
            StepDevice(command, now);
        }
    }

    /// <summary>After a restart: only a relay's command goes on, and only in a time that is known.</summary>
    /// <returns>False when it has ended, or must wait.</returns>
    private bool Resume(OpenCommand command, long now)
    {
        if (command.Type == CommandType.Reboot)
        {
            if (command.State == CommandState.Pending)
            {
                End(command, CommandState.Verified, CommandReason.None, now);
            }
            else
            {
                End(command, CommandState.Failed, CommandReason.Restarted, now);
            }

            return false;
        }

        if (NeedsClock(command) && !_clock.IsValid)
        {
            End(command, command.State == CommandState.Done ? CommandState.Failed : CommandState.Expired, CommandReason.NoClock, now);
            return false;
        }

        if (command.Order == RelayOrder.None || (command.Type == CommandType.Security && command.State == CommandState.Accepted))
        {
            End(command, CommandState.Failed, CommandReason.Restarted, now);
            return false;
        }

        command.WasRestarted = false;
        if (command.State != CommandState.Accepted)
        {
            // Whether it was sent is not known: the meter's state tells.
            command.Stage = StageLook;
            command.Until = now + command.Patience;
            command.WasOpen = true; // Nobody knows.
        }

        return true;
    }

    /// <summary>Takes the next question of a line from the command that is due longest.</summary>
    private void Prepare(int line, long now)
    {
        var question = _questions[line];
        while (question.Asker == null)
        {
            OpenCommand next = null;
            for (var i = 0; i < _open.Length; i++)
            {
                var command = _open[i];
                if (command.IsUsed && command.Line == line && now >= command.At && !command.IsSuperseded && !command.WasRestarted
                    && (!CommandState.IsEnd(command.State) || command.State == CommandState.Allowed) && (next == null || command.At < next.At))
                {
                    next = command;
                }
            }

            if (next == null)
            {
                return;
            }

            var before = next.At;
            if (AskFor(next, question, now))
            {
                System.Array.Copy(next.Address, 0, question.Address, 0, 6);
                question.Baud = next.Baud;
                question.Asker = next;
            }
            else if (next.IsUsed && next.At == before && !CommandState.IsEnd(next.State))
            {
                return; // Nothing to ask, and nothing changed: it waits.
            }
        }
    }

    /// <summary>Fills in the next question of a command. False: it has none now.</summary>
    private bool AskFor(OpenCommand command, MeterQuestion question, long now) => command.Type switch
    {
        CommandType.ReadNow or CommandType.ReadRange => AskRead(command, question, now),
        CommandType.SetClock => AskClock(command, question, now),
        CommandType.Transparent => AskFrame(command, question, now),
        CommandType.Security when command.Order == RelayOrder.None => AskFrame(command, question, now),
        _ => AskRelay(command, question, now),
    };

    /// <summary>A question is over.</summary>
    private void Over(MeterQuestion question, long now)
    {
        var command = question.Asker;
        question.Asker = null;
        question.IsOnWire = false;
        command.At = now;
        if (command.IsSuperseded)
        {
            return;
        }

        switch (command.Type)
        {
            case CommandType.ReadNow:
            case CommandType.ReadRange:
                OverRead(command, question, now);
                break;
            case CommandType.SetClock:
                OverClock(command, question, now);
                break;
            case CommandType.Transparent:
            case CommandType.Security when command.Order == RelayOrder.None:
                OverFrame(command, question, now);
                break;
            default:
                OverRelay(command, question, now);
                break;
        }
    }

    /// <summary>A question that was not answered: asked again after a pause that doubles.</summary>
    /// <returns>True when there is no use in asking again.</returns>
    private static bool IsHopeless(OpenCommand command, long now)
    {
        command.Tries++;
        command.At = now + ((long)CommandLimits.Retry << (command.Tries - 1));
        return command.Tries >= CommandLimits.TriesMax;
    }

    private static int ReasonOf(MeterQuestion question) => question.Outcome switch
    {
        Dlt645Outcome.Refused => (question.ErrorBits & 0x04) != 0 ? CommandReason.Password : CommandReason.MeterRefused,
        Dlt645Outcome.Silent => CommandReason.Silent,
        _ => CommandReason.Noise,
    };
}
