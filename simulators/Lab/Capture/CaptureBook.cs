using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Wattline.Simulators.Lab.Decode;

namespace Wattline.Simulators.Lab.Capture;

/// <summary>
/// Turns what is heard on a line into vectors: bytes that follow each other without a long pause are a burst, and each
/// good frame in a burst is a vector with what it says; what is left is one with the reason. The caller says when.
/// </summary>
public sealed class CaptureBook
{
    /// <summary>A burst is cut here at the latest; the longest frames have 2 kB.</summary>
    public const int BurstBytesMax = 4096;

    /// <summary>Frames remembered to leave out what was heard before; a line asks the same again and again.</summary>
    public const int KnownMax = 10_000;

    private readonly Func<byte[], Meaning> _decode;
    private readonly TextWriter _output;
    private readonly string _name;
    private readonly TimeSpan _pause;
    private readonly HashSet<string>? _known;
    private readonly List<byte> _burst = [];
    private string? _side;
    private DateTimeOffset _heard;

    /// <param name="decode">The line's protocol.</param>
    /// <param name="output">Where vectors go.</param>
    /// <param name="name">What their ids begin with.</param>
    /// <param name="pause">A longer one ends a burst.</param>
    /// <param name="all">False leaves out a frame that stands in the book already.</param>
    public CaptureBook(Func<byte[], Meaning> decode, TextWriter output, string name, TimeSpan pause, bool all)
    {
        (_decode, _output, _name, _pause) = (decode, output, name, pause);
        _known = all ? null : [];
    }

    /// <summary>Vectors written.</summary>
    public int Vectors { get; private set; }

    /// <summary>Of them, those that are refused.</summary>
    public int Refused { get; private set; }

    /// <summary>Frames left out because they had been heard before.</summary>
    public int Repeated { get; private set; }

    /// <summary>Takes what was heard.</summary>
    /// <param name="side"><c>request</c> or <c>response</c> where the ear knows who spoke, else null.</param>
    /// <param name="bytes">In the order of the wire.</param>
    /// <param name="now">When they came.</param>
    public void Heard(string? side, ReadOnlySpan<byte> bytes, DateTimeOffset now)
    {
        if (_burst.Count > 0 && (side != _side || now - _heard > _pause))
        {
            Flush();
        }

        (_side, _heard) = (side, now);
        foreach (byte value in bytes)
        {
            if (_burst.Count == BurstBytesMax)
            {
                Flush();
            }

            _burst.Add(value);
        }
    }

    /// <summary>The pause is over, or the line is: what was heard is written.</summary>
    public void Flush()
    {
        byte[] rest = [.. _burst];
        _burst.Clear();
        while (rest.Length > 0)
        {
            var meaning = _decode(rest);
            int after = meaning.Valid && meaning.Keys["bytes_after"] is { } behind ? behind.GetValue<int>() : 0;
            byte[] frame = rest[..^after];
            rest = rest[^after..];
            if (rest.Length > 0)
            {
                meaning = _decode(frame); // Without what stands behind it, which is a vector of its own.
            }

            Write(frame, meaning);
        }
    }

    private void Write(byte[] frame, Meaning meaning)
    {
        if (_known is not null && !_known.Add(Convert.ToHexString(frame)))
        {
            Repeated++;
            return;
        }

        if (_known?.Count >= KnownMax)
        {
            _known.Clear();
        }

        Vectors++;
        var text = new StringBuilder();
        if (Vectors > 1)
        {
            text.Append('\n');
        }

        Line("id", string.Create(CultureInfo.InvariantCulture, $"{_name}-{Vectors:D4}"));
        Line("from", "field");
        if (Direction(meaning) is { } direction)
        {
            Line("direction", direction);
        }

        Line("frame", string.Join(' ', frame.Select(value => $"{value:X2}")));
        if (meaning.Valid)
        {
            text.Append("valid\n");
            foreach (var (key, value) in MeaningText.Lines(meaning.Keys))
            {
                Line(key, value);
            }
        }
        else
        {
            Refused++;
            text.Insert(Vectors > 1 ? 1 : 0, $"# {meaning.Reason}\n");
            Line("refuse", ReasonClass.Of(meaning.Reason!));
        }

        _output.Write(text);
        _output.Flush();

        void Line(string key, string value) => text.Append(CultureInfo.InvariantCulture, $"{key} = {value}\n");
    }

    /// <summary>Who spoke: where the ear does not know it, the control byte of DL/T 645 does.</summary>
    private string? Direction(Meaning meaning) => _side
        ?? (meaning.Valid && meaning.Keys["control"] is JsonValue control && control.TryGetValue<string>(out string? hex) && hex.Length == 2
            && int.TryParse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int value)
            ? (value & 0x80) != 0 ? "response" : "request"
            : null);
}
