using Wattline.Simulators.Physics;

namespace Wattline.Tests.World.Relays;

/// <summary>Hears all that is on the line: nothing that changes a meter goes to a wildcard or to everybody.</summary>
internal sealed class RelayTap
{
    private readonly List<string> _problems = [];

    public RelayTap(Rs485Line line) => line.Attach("tap", SerialSetting.Dlt645 with { Baud = 9600 }, (bytes, _) => Hear(bytes));

    public IReadOnlyList<string> Problems => _problems;

    private void Hear(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; at + 12 <= bytes.Length; at++)
        {
            if (bytes[at] != 0x68 || bytes[at + 7] != 0x68 || at + 12 + bytes[at + 9] > bytes.Length) continue;
            var address = bytes.Slice(at + 1, 6);
            var control = bytes[at + 8];
            var sum = 0;
            foreach (var part in bytes.Slice(at, 10 + bytes[at + 9])) sum += part;
            // What the line itself has spoiled is nobody's word.
            if ((byte)sum != bytes[at + 10 + bytes[at + 9]]) continue;
            var isOfMany = address.Contains((byte)0xAA) || address.IndexOfAnyExcept((byte)0x99) < 0;
            if (isOfMany && control is not (0x11 or 0x12 or 0x13 or 0x08 or 0x16)) _problems.Add($"{control:X2}H went to {Convert.ToHexString(address)}");
            return;
        }
    }
}
