using Wattline.Firmware.Lines;
using Wattline.Firmware.Meters;

namespace Wattline.Firmware.Commands;

/// <summary>On the lines: commands have the next question, one exchange at a time.</summary>
public sealed partial class CommandMachine : ILineGuest
{
    private const int Even = 2;

    private readonly Dlt645Request _request = new Dlt645Request();

    /// <inheritdoc/>
    public bool Wants(int line, long now)
    {
        var question = _questions[line];
        if (_dirty || question.Asker == null || question.IsOnWire)
        {
            return !_dirty && question.Asker == null && ((Freezes(line) && now >= _freezeAt) || (Searches(line) && now >= _searchAt));
        }

        // Between asking for the line and having it, the time may be over, and another decision may have come.
        var command = question.Asker;
        if (command.IsSuperseded || (question.Control != Read && (!_clock.IsValid || IsOver(command))))
        {
            command.Orders -= question.Control == Read ? 0 : 1;
            command.At = now;
            question.Asker = null;
            NextWake = now;
            return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public void Begin(int line, Dlt645Master master, LineSetting setting, long now)
    {
        var question = _questions[line];
        if (question.Asker == null)
        {
            if (Freezes(line))
            {
                BeginFreeze(master, setting, now);
            }
            else
            {
                BeginSearch(master, setting, now);
            }

            return;
        }

        if (question.Control == Read && question.DataLength == 4)
        {
            _request.Read(question.Identifier, question.Expected);
        }
        else
        {
            _request.Raw(question.Control, question.Data, 0, question.DataLength, question.Repeated);
        }

        if (question.Asker.Type == CommandType.Security)
        {
            master.ResponseDelayMax = CommandLimits.SecurityDelayMax;
        }

        setting.Use(question.Baud, Even);
        question.IsOnWire = master.Begin(question.Address, 0, _request, question.Baud, now);
        if (!question.IsOnWire)
        {
            Done(line, master, now); // Not to this address: the rules of the frame, beside those of the command.
        }
    }

    /// <inheritdoc/>
    public void Done(int line, Dlt645Master master, long now)
    {
        var question = _questions[line];
        if (_freezeOnWire && line == _freezeLine)
        {
            DoneFreeze(master, now);
            return;
        }

        if (_searchOnWire && line == _searchLine)
        {
            DoneSearch(master, now);
            return;
        }

        if (question.Asker == null)
        {
            return;
        }

        question.Outcome = master.Outcome;
        question.ErrorBits = master.ErrorBits & 0xFF;
        question.AnswerLength = master.Outcome == Dlt645Outcome.Answered ? master.PayloadLength : 0;
        System.Array.Copy(master.Payload, 0, question.Answer, 0, question.AnswerLength);
        Over(question, now);
        if (Settle(now))
        {
            Prepare(line, now);
            Settle(now);
        }

        Schedule(now);
    }
}
