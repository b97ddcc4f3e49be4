using System.Text;
using Wattline.Cloud.Contracts;
using Wattline.Cloud.Metering.Csv;
using Xunit;

namespace Wattline.Tests.Fuzz;

/// <summary>What the cloud takes from gateways and people.</summary>
internal static class CloudTargets
{
    private const string Batch = """
        [{"specversion":"1.0","id":"C-0001/0123456789abcdef/readings/7","source":"/gateways/G-1","type":"wattline.readings.v1","subject":"C-0001","time":"2026-03-01T00:00:01Z","datacontenttype":"application/json","data":{"concentrator":"C-0001","epoch":"0123456789abcdef","stream":"readings","sequence":7,"boot":1,"uptime_ms":5000,"wall_ms":1772323200000,"hash":"0011223344556677","plan":3,"kind":"register","slot":1772323200,"length":0,"readings":[{"meter":"000000000161","quality":[],"offset_ms":250,"values":{"1-0:1.8.0":"1234.56","1-0:1.8.1":null}}]}}]
        """;

    private const string Meters = "meter,concentrator,line,address,protocol\n000000000161,C-0001,0,000000000161,\"dlt645-2007\"\n\"a\"\"b\",\"c\nd\",1,,\n";

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("cloud batch", [Encoding.UTF8.GetBytes(Batch)], JudgeBatch),
        new("registry csv", [Encoding.UTF8.GetBytes(Meters)], JudgeCsv),
    ];

    private static bool JudgeBatch(byte[] bytes)
    {
        bool read = CloudEventBatchReader.TryRead(bytes, out var events, out var fault);
        Assert.Equal(read, fault is null);
        Assert.True(events.Count <= CloudLinkLimits.BatchEventsMax);
        Assert.All(events, e => Assert.NotEqual(e.Event is null, e.Fault is null));
        return events.Any(e => e.Event is not null);
    }

    private static bool JudgeCsv(byte[] bytes)
    {
        int line = 0;
        foreach (var record in CsvText.Read(Encoding.UTF8.GetString(bytes)))
        {
            Assert.True(record.Line > line, $"line {record.Line} after line {line}");
            line = record.Line;
        }

        return line > 0;
    }
}
