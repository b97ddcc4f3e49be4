namespace Wattline.Simulators.Kiosks.CcTalk;

/// <summary>A coin acceptor: a coin falls into the box within a moment, and no way leads back.</summary>
public sealed class CoinAcceptor(CcTalkSettings settings) : CcTalkAcceptor(settings)
{
    private readonly Queue<(Note Coin, long AtMicros)> _falling = [];

    /// <inheritdoc />
    public override long NextWakeMicros => HasPower && _falling.Count > 0 ? _falling.Peek().AtMicros : long.MaxValue;

    private protected override bool IsFree => _falling.Count == 0;

    /// <inheritdoc />
    public override void Step(long nowMicros)
    {
        while (NextWakeMicros <= nowMicros)
        {
            NowMicros = Math.Max(NowMicros, NextWakeMicros);
            var (coin, _) = _falling.Dequeue();
            if (Happens(Settings.MisreadsPerMillion) || !Accepts(coin.Channel))
            {
                Settle(coin, NoteFate.Returned);
                Tell(0, 1);
                continue;
            }
            Settle(coin, NoteFate.InBox);
            Tell((byte)coin.Channel, 1);
        }
        NowMicros = Math.Max(NowMicros, nowMicros);
    }

    private protected override void TakeIn(Note note) => _falling.Enqueue((note, NowMicros + Settings.ReadMicros / 4));

    // Without power the gate is shut: what falls goes to the tray.
    private protected override void Clear()
    {
        while (_falling.TryDequeue(out var falling))
            Settle(falling.Coin, NoteFate.Returned);
    }

    private protected override (byte Header, byte[] Data) ObeyOwn(int header, ReadOnlySpan<byte> data) => header switch
    {
        184 when data.Length == 1 && data[0] is >= 1 and <= 16 => (0, Name(data[0], 3, data[0] > ChannelCount ? 0 : Settings.Values[data[0] - 1])),
        229 => (0, Events()),
        _ => (5, []),
    };
}
