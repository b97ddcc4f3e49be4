using System.Data.Common;
using System.Globalization;
using System.Text;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Metering.Versions;

/// <summary>A list of numbers in one column: BIGINT[] on PostgreSQL, a JSON array on SQLite, so that both have views by interval.</summary>
internal static class LongList
{
    /// <summary>The value of a parameter.</summary>
    public static object Value(StoreEngine engine, long?[] numbers)
    {
        if (engine == StoreEngine.Postgres) return numbers;
        var text = new StringBuilder("[");
        for (var i = 0; i < numbers.Length; i++)
        {
            if (i > 0) text.Append(',');
            if (numbers[i] is { } number) text.Append(CultureInfo.InvariantCulture, $"{number}");
            else text.Append("null");
        }

        return text.Append(']').ToString();
    }

    /// <summary>Reads a column.</summary>
    public static long?[] Read(StoreEngine engine, DbDataReader row, int column) =>
        engine == StoreEngine.Postgres ? row.GetFieldValue<long?[]>(column) : Parse(row.GetString(column));

    private static long?[] Parse(string text)
    {
        if (text.Length <= 2) return [];
        var numbers = new List<long?>();
        foreach (var range in text.AsSpan(1, text.Length - 2).Split(','))
        {
            var item = text.AsSpan(1, text.Length - 2)[range];
            numbers.Add(item is "null" ? null : long.Parse(item, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
        }

        return [.. numbers];
    }
}
