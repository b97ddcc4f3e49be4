using System.Text;

namespace Wattline.Cloud.Metering.Csv;

/// <summary>
/// Splits CSV text into records (RFC 4180: comma, quotes doubled inside quotes, LF or CRLF, the last line's end optional).
/// A fault is told with its line, and reading goes on with the next line: after a quote that does not close where it should, with the line behind the one that
/// it stands on, for what followed was not meant to be inside.
/// </summary>
public static class CsvText
{
    /// <summary>All records of the text, empty lines left out; a byte order mark is skipped.</summary>
    public static IEnumerable<CsvRecord> Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Records(text);
    }

    /// <summary>Writes a record, without the line's end; fields are quoted where they must be.</summary>
    public static string Line(params IEnumerable<string> fields) => string.Join(',', fields.Select(static field =>
        field.AsSpan().IndexOfAny(",\"\r\n") < 0 ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));

    private static IEnumerable<CsvRecord> Records(string text)
    {
        var position = text.StartsWith('\uFEFF') ? 1 : 0;
        var line = 1;
        while (position < text.Length)
        {
            var record = ReadRecord(text, ref position, ref line);
            if (record.Fault is not null || record.Fields.Count > 1 || record.Fields[0].Length > 0) yield return record;
        }
    }

    private static CsvRecord ReadRecord(string text, ref int position, ref int line)
    {
        var (start, begin) = (line, position);
        var fields = new List<string>();
        var field = new StringBuilder();
        while (true)
        {
            var isQuoted = position < text.Length && text[position] == '"';
            var fault = ReadField(text, ref position, ref line, field);
            if (fault is not null && isQuoted) (position, line) = (begin, start);
            if (fault is null && fields.Count == CsvLimits.FieldsMax) fault = $"more than {CsvLimits.FieldsMax} fields";
            if (fault is not null)
            {
                SkipLine(text, ref position, ref line);
                return new CsvRecord(start, [], fault);
            }

            fields.Add(field.ToString());
            field.Clear();
            if (position < text.Length && text[position] == ',')
            {
                position++;
                continue;
            }

            SkipLine(text, ref position, ref line);
            return new CsvRecord(start, fields, null);
        }
    }

    /// <summary>Reads up to the comma or the line's end that closes the field.</summary>
    private static string? ReadField(string text, ref int position, ref int line, StringBuilder field)
    {
        if (position < text.Length && text[position] == '"') return ReadQuoted(text, ref position, ref line, field);
        while (position < text.Length && text[position] is not (',' or '\n') && !IsCrLf(text, position))
        {
            if (text[position] == '"') return "a quote inside a field that does not begin with one";
            if (field.Length == CsvLimits.FieldCharsMax) return $"a field longer than {CsvLimits.FieldCharsMax} characters";
            field.Append(text[position++]);
        }

        return null;
    }

    private static string? ReadQuoted(string text, ref int position, ref int line, StringBuilder field)
    {
        position++;
        while (position < text.Length)
        {
            var c = text[position++];
            if (c == '"')
            {
                if (position < text.Length && text[position] == '"')
                {
                    position++;
                }
                else
                {
                    var closed = position == text.Length || text[position] is ',' or '\n' || IsCrLf(text, position);
                    return closed ? null : "text after a closing quote";
                }
            }

            if (c == '\n') line++;
            if (field.Length == CsvLimits.FieldCharsMax) return $"a field longer than {CsvLimits.FieldCharsMax} characters: is a closing quote missing?";
            field.Append(c);
        }

        return "a quote that is never closed";
    }

    private static bool IsCrLf(string text, int position) =>
        text[position] == '\r' && (position + 1 == text.Length || text[position + 1] == '\n');

    private static void SkipLine(string text, ref int position, ref int line)
    {
        var end = text.IndexOf('\n', position);
        position = end < 0 ? text.Length : end + 1;
        line++;
    }
}
