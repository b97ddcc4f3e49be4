using System;
using Wattline.Firmware.Meters.Exchange;
using Wattline.Firmware.Plans;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Meters.Dlt698;

/// <summary>A plan's reads of DL/T 698.45: one GET each; the elements of its answer are the channels.</summary>
internal sealed class Dlt698LineReader : ExchangeReader
{
    private const int AnswerBytes = 96;

    private readonly Dlt698Master _master;
    private readonly Dlt698Value _reader = new Dlt698Value();
    private readonly long[] _values = new long[Dlt698Tag.ChannelsMax];
    private readonly bool[] _has = new bool[Dlt698Tag.ChannelsMax];
    private bool _fits;

    public Dlt698LineReader(ISerialLine line)
        : this(new Dlt698Master(line))
    {
    }

    private Dlt698LineReader(Dlt698Master master)
        : base(master)
    {
        _master = master;
    }

    /// <summary>False where an element is of another type, or there is none.</summary>
    public override bool Fits => _fits;

    /// <inheritdoc/>
    public override int Value(int channel, out long value)
    {
        value = _values[channel];
        return _has[channel] ? MeterValue.Ok : MeterValue.Missing;
    }

    /// <inheritdoc/>
    protected override void Ask(byte[] addresses, int offset, long now) =>
        _master.BeginGet(addresses, offset, Dlt698Tag.Descriptor(Read.Tag), AnswerBytes, Baud, now);

    /// <inheritdoc/>
    protected override int Judge(int outcome, long now)
    {
        if (outcome == ExchangeOutcome.Refused && _master.Refusal == Dlt698Master.SecurityNeeded)
        {
            // It speaks through its security module only: what it says plainly is nobody's word.
            return MeterOutcome.Unauthenticated;
        }

        if (outcome == ExchangeOutcome.Answered)
        {
            Take();
        }

        return outcome;
    }

    private void Take()
    {
        Array.Clear(_has, 0, _has.Length);
        _fits = true;
        for (var channel = 0; channel < Read.Channels; channel++)
        {
            var element = Dlt698Tag.Element(Read.Tag, channel);
            _reader.Begin(_master.Data, 0, _master.DataLength);
            var isThere = _reader.Read();
            if (element > 0)
            {
                isThere = isThere && _reader.Type is 1 or 2 && element <= _reader.Count;
                for (var i = 1; i < element && isThere; i++)
                {
                    isThere = _reader.Skip();
                }

                isThere = isThere && _reader.Read();
            }

            if (!isThere || (!Dlt698Value.IsNumber(_reader.Type) && _reader.Type != 0))
            {
                _fits = false;
                continue;
            }

            _has[channel] = _reader.Type != 0 && Scale(_reader.Number(), Dlt698Tag.Scale(Read.Tag, channel) + Read.ChannelDecimals[channel], out _values[channel]);
        }
    }

    private static bool Scale(long number, int shift, out long value)
    {
        value = 0;
        if (number is long.MaxValue or long.MinValue)
        {
            return false;
        }

        for (; shift > 0 && number != 0; shift--)
        {
            if (number is > long.MaxValue / 10 or < -(long.MaxValue / 10))
            {
                return false;
            }

            number *= 10;
        }

        value = number;
        return true;
    }
}
