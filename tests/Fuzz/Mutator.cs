namespace Wattline.Tests.Fuzz;

/// <summary>Makes an input from a corpus under a seed.</summary>
internal static class Mutator
{
    /// <summary>Longer inputs find nothing that shorter ones do not, and cost time.</summary>
    private const int BytesMax = 4096;

    private static readonly byte[] _telling = [0x00, 0x01, 0x16, 0x68, 0x7F, 0x80, 0x9F, 0xBF, 0xFE, 0xFF];

    public static byte[] Make(FuzzTarget target, int seed)
    {
        var random = new Random(seed);
        if (random.Next(16) == 0)
        {
            byte[] noise = new byte[random.Next(64)];
            random.NextBytes(noise);
            return noise;
        }

        var bytes = new List<byte>(Pick(target, random));
        for (int times = random.Next(5); times > 0; times--)
        {
            Mutate(bytes, target, random);
        }

        byte[] made = [.. bytes.Take(BytesMax)];
        if (target.Repair is not null && random.Next(2) == 0)
        {
            target.Repair(made);
        }

        return made;
    }

    private static byte[] Pick(FuzzTarget target, Random random) => target.Corpus[random.Next(target.Corpus.Count)];

    private static void Mutate(List<byte> bytes, FuzzTarget target, Random random)
    {
        int at = random.Next(bytes.Count + 1);
        bool inside = at < bytes.Count;
        switch (random.Next(8))
        {
            case 0 when inside:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when inside:
                bytes[at] = _telling[random.Next(_telling.Length)];
                break;
            case 2 when inside:
                bytes[at] = (byte)random.Next(256);
                break;
            case 3:
                bytes.Insert(at, _telling[random.Next(_telling.Length)]);
                break;
            case 4 when inside:
                bytes.RemoveRange(at, random.Next(1, Math.Min(8, bytes.Count - at) + 1));
                break;
            case 5:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 6:
                bytes.InsertRange(at, bytes.Skip(at).Take(random.Next(32)).ToArray());
                break;
            default:
                bytes.InsertRange(at, Pick(target, random));
                break;
        }
    }
}
