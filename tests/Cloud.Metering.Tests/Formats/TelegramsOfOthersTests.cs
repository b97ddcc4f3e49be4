using System.Text;
using System.Text.Json;
using Wattline.Cloud.Metering.Formats;
using Wattline.Gateway.Domain;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.Cloud.Metering.Tests.Formats;

/// <summary>Telegrams of real customer ports, where they are on the machine (WATTLINE_P1, else ../shared/vectors/iec62056-21.jsonl), beside what other programs read in them.</summary>
public sealed class TelegramsOfOthersTests(ITestOutputHelper output)
{
    private static readonly TimeZoneInfo _amsterdam = TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam");

    private static readonly string _file = Environment.GetEnvironmentVariable("WATTLINE_P1") ?? Path.GetFullPath(RepositoryRoot.Combine("..", "shared", "vectors", "iec62056-21.jsonl"));

    [Fact]
    public void Every_value_of_electricity_that_others_read_is_read_and_what_others_refuse_is_refused()
    {
        Assert.SkipUnless(File.Exists(_file), $"{_file} is not on this machine");
        var (read, refused) = (0, 0);
        foreach (var line in File.ReadLines(_file))
        {
            using var vector = JsonDocument.Parse(line);
            var id = vector.RootElement.GetProperty("id").GetString();
            var text = Encoding.Latin1.GetString(Convert.FromHexString(vector.RootElement.GetProperty("hex").GetString()!));
            if (!vector.RootElement.GetProperty("valid").GetBoolean())
            {
                Assert.True(P1Reader.Read(text, _amsterdam, out var reason) is null && reason is not null, id);
                refused++;
                continue;
            }

            var meaning = vector.RootElement.GetProperty("meaning");
            if (meaning.ValueKind != JsonValueKind.Object || !meaning.TryGetProperty("kind", out var kind) || kind.GetString() != "p1") continue;
            var telegram = P1Reader.Read(text, _amsterdam, out var fault);
            Assert.True(telegram is not null, $"{id}: {fault}");
            foreach (var one in meaning.GetProperty("objects").EnumerateArray())
            {
                var value = one.GetProperty("values")[0];
                if (!Obis.TryParse(one.GetProperty("address").GetString()!.Replace('*', '.'), out Obis obis) || obis.A != 1 || obis.F != 255 || !value.TryGetProperty("unit", out var unit)) continue;
                if (one.GetProperty("values").GetArrayLength() > 1 || Unit.Find(unit.GetString()) is null) continue;
                Assert.Contains(telegram.Values, told => told.Obis == obis && told.Value == ExactDecimal.Parse(value.GetProperty("value").GetString()!) && told.Unit.Symbol == unit.GetString());
                read++;
            }
        }

        output.WriteLine($"{read} values, {refused} refused");
        Assert.True(read > 50 && refused > 5);
    }
}
