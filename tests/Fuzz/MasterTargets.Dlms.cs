using Wattline.Firmware.Meters.Dlms;
using Wattline.Firmware.Meters.Exchange;
using Wattline.Firmware.Ports;
using Wattline.Simulators.Meters.Dlms;
using Wattline.Simulators.Meters.Load;
using Xunit;

namespace Wattline.Tests.Fuzz;

/// <summary>DLMS: a whole conversation, a telegram, a value.</summary>
internal static partial class MasterTargets
{
    private static byte[] Profile => [1, 0, 99, 1, 0, 255];

    private static bool JudgeDlms(byte[] bytes)
    {
        var master = new DlmsMaster(new FuzzLine(bytes, Ends(bytes)), null!, new NoEntropy());
        return Converse(master, FuzzLine.Finish) == ExchangeOutcome.Answered && master.DataLength > 0;
    }

    private static int Converse(DlmsMaster master, Func<LineExchange, int> finish)
    {
        master.BeginOpen(new DlmsAssociation { Client = 1 }, 9600, 0);
        int outcome = finish(master);
        Assert.Equal(outcome == ExchangeOutcome.Answered, master.IsOpen);
        if (!master.IsOpen)
            return outcome;
        master.BeginGet(7, Profile, 0, 2, null!, 0, 0);
        outcome = finish(master);
        Assert.Equal(outcome == ExchangeOutcome.Answered, master.IsOpen && master.Refusal < 0);
        Assert.True(outcome == ExchangeOutcome.Answered || master.DataLength == 0);
        return outcome;
    }

    /// <summary>All that a simulated meter says to a client that opens and reads its load profile.</summary>
    private static byte[] DlmsSession()
    {
        var meter = new DlmsMeter(new DlmsSettings { ProfileRows = 60 }, new MeteredLoad(new LoadProfile([100])));
        var said = new List<byte>();
        var line = new Recorder(bytes =>
        {
            var answer = meter.Hear(bytes, 0);
            said.AddRange(answer is null ? [] : answer.Value.Bytes.ToArray());
            return answer?.Bytes.ToArray() ?? [];
        });
        Assert.Equal(ExchangeOutcome.Answered, Converse(new DlmsMaster(line, null!, new NoEntropy()), FuzzLine.Finish));
        return [.. said];
    }

    /// <summary>Where each frame ends, as far as the bytes are frames.</summary>
    private static List<int> Ends(byte[] bytes)
    {
        var ends = new List<int>();
        for (int at = 0; at + 3 < bytes.Length;)
        {
            int length = bytes[at] == 0x7E && (bytes[at + 1] & 0xF0) == 0xA0 ? (((bytes[at + 1] & 7) << 8) | bytes[at + 2]) + 2 : 1;
            at = Math.Min(bytes.Length, at + length);
            if (length > 1) ends.Add(at);
        }

        return ends;
    }

    private static bool JudgeDlmsMeter(byte[] bytes)
    {
        var meter = new DlmsMeter(new DlmsSettings(), new MeteredLoad(new LoadProfile([100])));
        var answer = meter.Hear(bytes, 0);
        Assert.True(answer is null || answer.Value.Bytes.Length <= HdlcLimits.FrameMax);
        return answer is not null;
    }

    private static bool JudgeAxdr(byte[] bytes)
    {
        var reader = new AxdrReader();
        reader.Begin(bytes, 0, bytes.Length);
        bool whole = reader.Skip();
        Assert.InRange(reader.Position, 0, bytes.Length);
        reader.Begin(bytes, 0, bytes.Length);
        while (reader.Read())
        {
            reader.Number();
        }

        return whole;
    }

    private static void RepairHdlc(byte[] bytes)
    {
        int at = 0;
        foreach (int end in Ends(bytes))
        {
            // The mutated bytes may end where a frame does not.
            int start = Math.Max(at, end - 3);
            while (start > at && !(bytes[start] == 0x7E && (((bytes[start + 1] & 7) << 8) | bytes[start + 2]) + 2 == end - start)) start--;
            int destination = HdlcShape.AddressLength(bytes, Math.Min(start + 3, end), end);
            int source = destination < 0 ? -1 : HdlcShape.AddressLength(bytes, Math.Min(start + 3 + destination, end), end);
            int head = start + 4 + destination + source;
            if (source > 0 && end >= 3 && head + 3 < end)
            {
                Put(head, DlmsMeter.Crc(bytes.AsSpan(start + 1, head - start - 1)));
                Put(end - 3, DlmsMeter.Crc(bytes.AsSpan(start + 1, end - start - 4)));
                bytes[end - 1] = 0x7E;
            }

            at = end;
        }

        void Put(int where, ushort crc) => (bytes[where], bytes[where + 1]) = ((byte)crc, (byte)(crc >> 8));
    }

    private sealed class NoEntropy : IEntropy
    {
        public void Fill(byte[] buffer, int offset, int count) => Array.Clear(buffer, offset, count);
    }

    private sealed class Recorder(Func<byte[], byte[]> meter) : ISerialLine
    {
        private readonly Queue<byte> _heard = [];

        public void Configure(int baud, int parity, int stopBits)
        {
        }

        public void Write(byte[] buffer, int offset, int count)
        {
            foreach (byte b in meter(buffer[offset..(offset + count)])) _heard.Enqueue(b);
        }

        public int Read(byte[] buffer, int offset, int count)
        {
            int read = 0;
            while (read < count && _heard.TryDequeue(out byte b)) buffer[offset + read++] = b;
            return read;
        }
    }
}
