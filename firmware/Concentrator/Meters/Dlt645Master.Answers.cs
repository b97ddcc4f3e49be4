using System;

namespace Wattline.Firmware.Meters;

public sealed partial class Dlt645Master
{
    private void Listen(long now)
    {
        int count;
        while ((count = _line.Read(_chunk, 0, _chunk.Length)) > 0)
        {
            _heard = now;
            _ownBytes += now <= _sentUntil + Dlt645Limits.EchoTail ? count : 0;
            _scanner.Feed(_chunk, 0, count);
            Take(now);
        }
    }

    private void Take(long now)
    {
        while (_scanner.TryRead(_frame))
        {
            Consider(now);
        }
    }

    private void Consider(long now)
    {
        if (!_frame.FromMeter)
        {
            Rejects[Dlt645Reject.Echo]++;
            _ownBytes = 0;
            return;
        }

        if (!Busy && IsWelcomeLate())
        {
            TakeLate();
            return;
        }

        if (!Busy)
        {
            Rejects[Dlt645Reject.Late]++;
            return;
        }

        var reject = _isAnswered ? Mismatch() : Dlt645Reject.Foreign;
        if (reject != Dlt645Reject.None)
        {
            Rejects[reject]++;
            _strange |= reject is Dlt645Reject.OtherFunction or Dlt645Reject.OtherIdentifier or Dlt645Reject.OtherSequence;
            return;
        }

        var characters = _frame.Preamble + Dlt645Limits.Overhead + _frame.PayloadLength;
        Charge(characters);
        if (_part == 0)
        {
            Array.Copy(_frame.Address, AnswerAddress, Dlt645Address.Bytes);
            var delay = now - _sentUntil - Wire(characters);
            AnswerDelay = delay < 0 ? 0 : (int)delay;
        }

        if (_gathers)
        {
            Gather();
            return;
        }

        if (_frame.Abnormal)
        {
            Refuse();
            return;
        }

        // :: A follow-up frame of -2007 ends with its number, the first frame has none (clause 7.3).
        var values = _frame.PayloadLength - Least();
        if (PayloadLength + values > Payload.Length || _part == Dlt645Limits.FollowUpsMax)
        {
            Rejects[Dlt645Reject.BadLength]++;
            End(Dlt645Outcome.Noise);
            return;
        }

        Array.Copy(_frame.Payload, _identifierBytes, Payload, PayloadLength, values);
        PayloadLength += values;
        if (_frame.MoreFollow)
        {
            _part++;
            Ask(now);
        }
        else
        {
            End(Dlt645Outcome.Answered);
        }
    }

    /// <summary>One of several that may answer: the time goes on. A refusal tells who is there as well.</summary>
    private void Gather()
    {
        _answers++;
        PayloadLength = _frame.Abnormal ? 0 : _frame.PayloadLength - _identifierBytes;
        Array.Copy(_frame.Payload, _identifierBytes, Payload, 0, PayloadLength);
    }

    /// <summary>An abnormal answer carries no identifier: late it is believed only where the function says enough.</summary>
    private bool IsWelcomeLate() =>
        AwaitsLate && Outcome == Dlt645Outcome.Silent && _part == 0 && Mismatch() == Dlt645Reject.None
        && !_frame.MoreFollow && !(_frame.Abnormal && _identifierBytes > 0);

    private void TakeLate()
    {
        Array.Copy(_frame.Address, AnswerAddress, Dlt645Address.Bytes);
        if (_frame.Abnormal)
        {
            Refuse();
            return;
        }

        PayloadLength = _frame.PayloadLength - _identifierBytes;
        Array.Copy(_frame.Payload, _identifierBytes, Payload, 0, PayloadLength);
        End(Dlt645Outcome.Answered);
    }

    private void Refuse()
    {
        ErrorBits = (_frame.PayloadLength > 0 ? _frame.Payload[0] : 0) | (_frame.PayloadLength > 1 ? _frame.Payload[1] << 8 : 0);
        End(Dlt645Outcome.Refused);
    }

    /// <summary>Why the frame is not the answer to this question.</summary>
    private int Mismatch()
    {
        if (!Dlt645Address.Answers(_frame.Address, _from))
        {
            return Dlt645Address.Answers(_frame.Address, _fromBefore) ? Dlt645Reject.Late : Dlt645Reject.Foreign;
        }

        if (_part > 0 && !_frame.IsFrom(AnswerAddress, 0))
        {
            return Dlt645Reject.Foreign;
        }

        // Where an answer has one part, "more follows" is no answer to it either.
        if (_frame.Function != (_part == 0 ? _control : _followControl) || (_frame.MoreFollow && _followControl == 0))
        {
            return Dlt645Reject.OtherFunction;
        }

        if (_frame.Abnormal)
        {
            return Dlt645Reject.None;
        }

        if (_frame.PayloadLength < Least() || (_identifierBytes > 0 && IdentifierIn(_frame.Payload, _frame.PayloadLength) != _identifier))
        {
            return _identifierBytes > 0 && IdentifierIn(_frame.Payload, _frame.PayloadLength) == _identifierBefore
                && Dlt645Address.Answers(_frame.Address, _fromBefore)
                ? Dlt645Reject.Late
                : Dlt645Reject.OtherIdentifier;
        }

        return _part > 0 && _numbersParts && _frame.Payload[_frame.PayloadLength - 1] != _part
            ? Dlt645Reject.OtherSequence
            : Dlt645Reject.None;
    }

    /// <summary>Bytes of a good answer that are no values: the identifier, and the number of a part.</summary>
    private int Least() => _identifierBytes + (_part > 0 && _numbersParts ? 1 : 0);

    private uint IdentifierIn(byte[] data, int length)
    {
        uint identifier = 0;
        for (var i = 0; i < _identifierBytes && i < length; i++)
        {
            identifier |= (uint)data[i] << (8 * i);
        }

        return identifier;
    }
}
