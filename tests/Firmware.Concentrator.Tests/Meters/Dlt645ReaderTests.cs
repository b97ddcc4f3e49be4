using Wattline.Firmware.Meters;
using Wattline.Firmware.Plans;
using Wattline.Tests.Firmware.Concentrator.Lines;
using Xunit;

namespace Wattline.Tests.Firmware.Concentrator.Meters;

public sealed class Dlt645ReaderTests
{
    private const string Address = "000000000100";
    private long _now;

    [Theory]
    [InlineData(false, Dlt645Outcome.Answered)]
    [InlineData(true, Dlt645Outcome.Refused)]
    public void The_outcome_of_a_block_in_parts_is_not_that_of_the_question_behind_it(bool partsRefused, int expected)
    {
        var answers = 0;
        var line = new ScriptedLine(() => _now)
        {
            // The block is refused twice, its five parts are answered or refused twice each; the load record behind them goes the other way.
            Answer = request => ++answers <= 2 || (partsRefused ? answers <= 12 : answers > 7) ? Build(0xD1, "02")
                : Build(0x91, Convert.ToHexString([.. request.Skip(10).Take(4).Select(b => (byte)(b - 0x33))]) + "00010000"),
        };
        var master = new Dlt645Master(line);
        var reader = new Dlt645Reader(master, false);
        var plan = new PlanDecoder(1);
        var bytes = Lines.Cabinet.Plan(1, 1, [0x0001FF00], channels: 5);
        Assert.Equal(PlanRefusal.None, plan.Decode(bytes, 0, bytes.Length, -1));
        for (var i = 0; i < 2; i++)
        {
            reader.Begin(plan.Plan!.Addresses, 0, plan.Plan.Templates[0].Reads[0], 2400, 2, _now);
            Run(reader);
        }

        Assert.Equal(expected, reader.Outcome);
        var request = new Dlt645Request();
        request.Read(0x00020000, 4);
        reader.Begin(plan.Plan!.Addresses, 0, request, 2400, _now);
        Run(reader);
        Assert.Equal(partsRefused ? Dlt645Outcome.Answered : Dlt645Outcome.Refused, reader.Outcome);
    }

    private static string Build(int control, string data) => Dlt645ScannerTests.Build(Address, control, data, 4);

    private void Run(Dlt645Reader reader)
    {
        for (var i = 0; i < 60_000 && reader.Busy; i++)
        {
            _now++;
            reader.Step(_now);
        }

        Assert.False(reader.Busy);
    }
}
