using Wattline.Firmware.Kiosks;
using Xunit;

namespace Wattline.Tests.Firmware.Concentrator.Kiosks;

/// <summary>Power is cut at every step of a note's way: at each command, before and after the validator heard it, and at each commit.</summary>
public sealed class KioskRestartTests
{
    public static TheoryData<bool, bool, bool> Validators { get; } = Combine();

    [Theory]
    [MemberData(nameof(Validators))]
    public void A_note_has_one_fate_wherever_the_concentrator_stops(bool countsLate, bool heard, bool cancel)
    {
        var cuts = 0;
        for (var command = 1; ; command++)
        {
            var bench = NewBench(countsLate);
            bench.Validator.CutAtCommand = command;
            bench.Validator.CutAfterCommand = heard;
            var at = $"cut at command {command}";
            Scenario(bench, cancel);
            Check(bench, at);
            cuts += bench.Cuts;
            if (bench.Cuts == 0)
            {
                break;
            }
        }
        Assert.True(cuts > 20, $"only {cuts} cuts");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_note_has_one_fate_wherever_a_commit_is_torn(int kept)
    {
        for (var commit = 1; ; commit++)
        {
            var bench = NewBench(false);
            bench.Journal.CutAtCommit = commit;
            bench.Journal.KeepUncommitted = kept;
            Scenario(bench, false);
            Check(bench, $"cut at commit {commit}, {kept} kept");
            if (bench.Cuts == 0)
            {
                Assert.True(commit >= 5, "the scenario has too few commits");
                break;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Validators))]
    public void A_note_has_one_fate_when_both_lose_power(bool countsLate, bool heard, bool forgetsChannel)
    {
        for (var command = 1; ; command++)
        {
            var bench = NewBench(countsLate);
            bench.Validator.ForgetsChannel = forgetsChannel;
            bench.Validator.CutAtCommand = command;
            bench.Validator.CutAfterCommand = heard;
            Scenario(bench, false, validatorToo: true);
            Check(bench, $"both cut at command {command}");
            if (bench.Cuts == 0)
            {
                break;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Validators))]
    public void A_note_has_one_fate_when_the_validator_alone_loses_power(bool countsLate, bool forgetsChannel, bool during)
    {
        for (var tick = 0; tick < 300; tick++)
        {
            var bench = NewBench(countsLate);
            bench.Validator.ForgetsChannel = forgetsChannel;
            bench.Open();
            bench.Validator.Insert(2);
            bench.Run((tick * 10) + (during ? 5 : 0));
            bench.Validator.Restart();
            bench.Run(10_000);
            Finish(bench);
            Check(bench, $"validator cut {tick * 10} ms after the note");
        }
    }

    [Theory]
    [InlineData(8, "0:1:ACC-1:1000 1:1:ACC-1:1000")] // It is counted: the customer's.
    [InlineData(9, "0:1:ACC-1:1000 1:1:ACC-1:1000 3:2:-:0")] // And another, which nobody heard of.
    [InlineData(2, "0:1:ACC-1:1000 3:1:ACC-1:1000")] // The counter was reset: nobody can tell.
    public void A_note_whose_end_was_said_once_and_not_heard_is_settled_by_the_counter(long counter, string story)
    {
        var bench = NewBench(countsLate: true);
        bench.Open();
        bench.Validator.Insert(2);
        bench.RunUntil(() => bench.Journal.Durable.Count == 1);
        bench.Run(50);
        bench.Validator.Restart();
        bench.Restart();
        // E2 is in the answer to the first poll, and the concentrator stops before it hears it.
        bench.RunUntil(() => bench.Validator.Commands[^1] == "56");
        bench.Validator.Stacked = counter;
        bench.Validator.ForgetEvents();
        bench.Restart();
        bench.ToIdle();

        Assert.Equal(story, bench.Story);
    }

    [Fact]
    public void Random_cuts_of_both_lose_nothing_and_count_nothing_twice()
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            var random = new Random(seed);
            var bench = NewBench(random.Next(2) == 0);
            bench.Validator.ForgetsChannel = random.Next(2) == 0;
            for (var round = 0; round < 20; round++)
            {
                bench.Entry.Account ??= $"ACC-{round}";
                bench.RunUntil(() => bench.Validator.Enabled, 10_000);
                bench.Run(random.Next(500));
                bench.Validator.Insert(1 + random.Next(3));
                bench.Validator.LoseReplies = random.Next(3);
                bench.Validator.CutAtCommand = random.Next(2) == 0 ? bench.Validator.Commands.Count + random.Next(1, 12) : 0;
                bench.Validator.CutAfterCommand = random.Next(2) == 0;
                bench.Journal.CutAtCommit = random.Next(3) == 0 ? bench.Journal.Commits + random.Next(1, 3) : 0;
                bench.Journal.KeepUncommitted = random.Next(4);
                bench.Run(random.Next(6_000));
                if (random.Next(4) == 0)
                {
                    bench.Validator.Restart();
                }
            }
            bench.Validator.CutAtCommand = bench.Journal.CutAtCommit = 0;
            bench.Run(80_000);
            Finish(bench);
            Check(bench, $"seed {seed}");
        }
    }

    private static KioskBench NewBench(bool countsLate)
    {
        var bench = new KioskBench();
        bench.Validator.CountsLate = countsLate;
        return bench;
    }

    /// <summary>Two notes of two customers, in a world where the power may fail once.</summary>
    private static void Scenario(KioskBench bench, bool cancel, bool validatorToo = false)
    {
        for (var customer = 1; customer <= 2; customer++)
        {
            bench.Entry.Account = $"ACC-{customer}";
            bench.RunUntil(() => bench.Validator.Enabled, 15_000);
            bench.Validator.Insert(2);
            if (cancel)
            {
                bench.RunUntil(() => bench.Validator.Commands[^1] == "56" && bench.Machine.Ledger.Memory.HasPending, 2_000);
                bench.Entry.Cancel = true;
            }
            var cuts = bench.Cuts;
            bench.RunUntil(() => validatorToo && bench.Cuts > cuts, 5_000);
            if (validatorToo && bench.Cuts > cuts)
            {
                bench.Validator.Restart();
            }
            bench.Run(5_000);
            bench.Entry.Finish = true;
            bench.Run(10_000);
        }
        Finish(bench);
    }

    private static void Finish(KioskBench bench)
    {
        bench.Entry.Account = null;
        bench.Entry.Finish = true;
        bench.Run(10);
        bench.Entry.Finish = false;
        Assert.True(bench.RunUntil(() => bench.Machine.State == SessionState.Idle, 120_000), $"stuck in {bench.Machine.State}");
        bench.Run(10_000);
    }

    private static void Check(KioskBench bench, string at)
    {
        var story = $"{at}: {bench.Story}; box {bench.Validator.InBox}";
        Assert.True(bench.Validator.InBox == bench.Journalled, story);
        foreach (var note in bench.Journal.Durable.GroupBy(record => record.Note))
        {
            var fates = note.Count(record => record.Type != MoneyType.Escrow);
            Assert.True(fates == 1, $"note {note.Key} has {fates} fates, {story}");
            Assert.True(note.Count(record => record.Type == MoneyType.Escrow) == (note.Any(record => record.Type == MoneyType.Suspense) ? 0 : 1), $"note {note.Key}, {story}");
        }
        // One validator, whose counter is never wrong: no money is left without its customer.
        Assert.DoesNotContain(bench.Journal.Durable, record => record.Type == MoneyType.Suspense);
        Assert.Equal(bench.Validator.Stacked - 7, bench.Journal.Durable.Count(record => record.Type == MoneyType.Credited));
    }

    private static TheoryData<bool, bool, bool> Combine()
    {
        var data = new TheoryData<bool, bool, bool>();
        for (var i = 0; i < 8; i++)
        {
            data.Add((i & 1) != 0, (i & 2) != 0, (i & 4) != 0);
        }
        return data;
    }
}
