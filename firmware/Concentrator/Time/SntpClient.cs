using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Time;

/// <summary>
/// Asks a server for the time (SNTP, RFC 4330 with the checks of RFC 5905): beside the gateway the other source. It tells the time on, and
/// whoever takes it judges it as the gateway's.
/// </summary>
public sealed class SntpClient : IMachine
{
    // LI 0, version 4, mode 3 (client); the answer's mode is 4. The moment of sending is a nonce: nobody learns our clock, or guesses the answer.
    private const byte Question = 0x23;
    private const int ServerMode = 4;
    private const int OriginateAt = 24;
    private const int TransmitAt = 40;
    private const int StampBytes = 8;

    /// <summary>Seconds from 1900 to 1970; seconds without the top bit are of the era from 2036 on (RFC 4330, 3).</summary>
    private const long Epoch = 2208988800;
    private const long Era = 1L << 32;

    private readonly IDatagramPort _port;
    private readonly IEntropy _entropy;
    private readonly IWallClock _clock;
    private readonly byte[] _message = new byte[SntpLimits.MessageBytes];
    private readonly byte[] _nonce = new byte[StampBytes];
    private bool _asked;
    private long _askedAt;
    private long _askAt;

    /// <param name="port">The way to the server.</param>
    /// <param name="entropy">Makes the nonces.</param>
    /// <param name="clock">Tells whether the time is known.</param>
    public SntpClient(IDatagramPort port, IEntropy entropy, IWallClock clock)
    {
        _port = port;
        _entropy = entropy;
        _clock = clock;
    }

    /// <summary>Who hears the time.</summary>
    public ITimeTaker Taker { get; set; }

    /// <summary>Answers that were told on.</summary>
    public int Taken { get; private set; }

    /// <summary>Datagrams that were no answer, or of a server without the time.</summary>
    public int Refused { get; private set; }

    /// <inheritdoc/>
    public long NextWake => _asked ? _askedAt + SntpLimits.AnswerMax : _askAt;

    /// <inheritdoc/>
    public void Step(long now)
    {
        int count;
        while ((count = _port.Receive(_message)) > 0)
        {
            Take(count, now);
        }

        if (_asked && now - _askedAt >= SntpLimits.AnswerMax)
        {
            _asked = false;
        }

        if (!_asked && now >= _askAt)
        {
            Ask(now);
        }
    }

    private void Ask(long now)
    {
        for (var i = 0; i < SntpLimits.MessageBytes; i++)
        {
            _message[i] = 0;
        }

        _entropy.Fill(_nonce, 0, StampBytes);
        _message[0] = Question;
        for (var i = 0; i < StampBytes; i++)
        {
            _message[TransmitAt + i] = _nonce[i];
        }

        _asked = _port.Send(_message, SntpLimits.MessageBytes);
        _askedAt = now;
        _askAt = now + (_clock.IsValid ? SntpLimits.AskKnownEvery : SntpLimits.AskUnknownEvery);
    }

    private void Take(int count, long now)
    {
        if (!_asked || count < SntpLimits.MessageBytes || (_message[0] & 7) != ServerMode || !IsOurs())
        {
            Refused++;
            return;
        }

        _asked = false; // One answer to a question.
        var stratum = _message[1];
        if (stratum == 0)
        {
            _askAt = now + SntpLimits.RefusedFor;
        }

        var seconds = Number(TransmitAt);
        var isSynchronised = _message[0] >> 6 != 3 && stratum is >= 1 and <= 15
            && Number(4) >> 16 < SntpLimits.RootMax && Number(8) >> 16 < SntpLimits.RootMax && (seconds | Number(TransmitAt + 4)) != 0;
        if (!isSynchronised || now - _askedAt > SntpLimits.AnswerMax)
        {
            Refused++;
            return;
        }

        seconds = (seconds < Era / 2 ? seconds + Era : seconds) - Epoch;
        var milliseconds = (Number(TransmitAt + 4) * 1000) >> 32;
        Taken++;
        if (Taker != null)
        {
            Taker.OnTime((seconds * 1000) + milliseconds + ((now - _askedAt) / 2));
        }
    }

    private bool IsOurs()
    {
        var differs = 0;
        for (var i = 0; i < StampBytes; i++)
        {
            differs |= _message[OriginateAt + i] ^ _nonce[i];
        }

        return differs == 0;
    }

    private long Number(int offset) =>
        ((long)_message[offset] << 24) | ((long)_message[offset + 1] << 16) | ((long)_message[offset + 2] << 8) | _message[offset + 3];
}
