using Wattline.Firmware.Cbor;
using Wattline.Firmware.Kiosks;
using Wattline.Tests.Firmware.Concentrator.Storage;
using Xunit;

namespace Wattline.Tests.Firmware.Concentrator.Kiosks;

public sealed class CustomerDirectoryTests
{
    private readonly FakeJournal _journal = new();
    private readonly KioskLedger _ledger;
    private readonly CustomerDirectory _directory;

    public CustomerDirectoryTests()
    {
        _ledger = new KioskLedger("K1", 0, _journal, new byte[KioskLimits.KeyBytes]);
        _directory = new CustomerDirectory("K1", _journal, new FakeClock(), _ledger);
    }

    [Fact]
    public void The_cloud_is_asked_by_an_event_and_its_answer_is_taken_once()
    {
        _directory.Ask(2, "04A1B2", 0);
        // ["identify", "K1", 1, null, [2, "04A1B2"]]
        Assert.Equal("85" + "686964656E74696679" + "624B31" + "01" + "F6" + "8202" + "66303441314232", Convert.ToHexString(Assert.Single(_journal.Events)));
        Assert.Null(_directory.Take(1_000));
        Answer("K1", 1, 5_000);

        var answer = _directory.Take(1_200)!;
        Assert.Equal((true, "A-1", "W***", true, 5_000L), (answer.IsKnown, answer.Account, answer.Masked, answer.IsOnline, answer.ValueMax));
        Assert.Null(_directory.Take(1_300));
    }

    [Fact]
    public void Answers_to_another_question_or_kiosk_are_none()
    {
        _directory.Ask(0, "A-1", 0);
        Answer("K2", 1, 5_000);
        Answer("K1", 2, 5_000);
        _directory.OnAnswer([0x81, 0x01], 0, 2);

        Assert.Null(_directory.Take(1_000));
        Assert.Equal((1, 1), (_directory.Refused, _directory.Late));
    }

    [Fact]
    public void A_late_answer_is_nobodys_and_still_shows_that_the_cloud_is_there()
    {
        _ledger.Memory.OfflineValue = 500;
        _directory.Ask(0, "A-1", 0);
        Assert.False(_directory.Take(KioskLimits.CloudMs)!.IsKnown);
        Answer("K1", 1, 5_000);
        Assert.Equal((1, 0L), (_directory.Late, _ledger.Memory.OfflineValue));
        Assert.True(_ledger.Step(1, "", 1, SessionCause.Identified, SessionState.Asking, 0));
        _directory.Ask(0, "A-2", 6_000);
        Answer("K1", 1, 5_000);

        Assert.Null(_directory.Take(6_100));
    }

    [Fact]
    public void While_the_cloud_is_away_the_kept_list_answers_within_its_limit()
    {
        List(3, 2_000);
        _ledger.Memory.OfflineValue = 500;
        _directory.Ask(0, "A-1", 0);
        Assert.Null(_directory.Take(KioskLimits.CloudMs - 1));
        var answer = _directory.Take(KioskLimits.CloudMs)!;
        Assert.Equal((true, "A-1", false, 1_500L, ReconnectState.None), (answer.IsKnown, answer.Account, answer.IsOnline, answer.ValueMax, answer.Reconnect));
        _directory.Ask(0, "A-9", 0);

        Assert.False(_directory.Take(KioskLimits.CloudMs)!.IsKnown);
    }

    [Fact]
    public void Without_a_list_nobody_is_known_offline_and_an_older_list_replaces_none()
    {
        _directory.Ask(0, "A-1", 0);
        Assert.False(_directory.Take(KioskLimits.CloudMs)!.IsKnown);
        List(3, 2_000);
        List(2, 9_000);
        _directory.Ask(0, "A-1", 0);

        Assert.Equal(2_000, _directory.Take(KioskLimits.CloudMs)!.ValueMax);
        Assert.Equal(1, _directory.Refused);
    }

    [Fact]
    public void A_collector_is_who_the_list_says()
    {
        Assert.False(_directory.IsCollector(2, "COL-7"));
        List(1, 2_000);
        Assert.True(_directory.IsCollector(2, "COL-7"));
        Assert.False(_directory.IsCollector(2, "A-1"));
    }

    private void Answer(string kiosk, uint request, long valueMax)
    {
        var writer = new CborWriter(new byte[128]);
        writer.WriteArray(10);
        writer.WriteText(kiosk);
        writer.WriteUInt(request);
        writer.WriteUInt(1);
        writer.WriteText("A-1");
        writer.WriteText("W***");
        writer.WriteInt(100);
        writer.WriteInt(0);
        writer.WriteText("CNY");
        writer.WriteUInt(ReconnectState.Allowed);
        writer.WriteInt(valueMax);
        _directory.OnAnswer(writer.Buffer, 0, writer.Position);
    }

    private void List(int version, long valueMax)
    {
        var writer = new CborWriter(new byte[128]);
        writer.WriteArray(5);
        writer.WriteInt(version);
        writer.WriteInt(valueMax);
        writer.WriteText("CNY");
        writer.WriteArray(1);
        writer.WriteArray(6);
        writer.WriteUInt(0);
        writer.WriteText("A-1");
        writer.WriteText("A-1");
        writer.WriteText("W***");
        writer.WriteInt(0);
        writer.WriteInt(700);
        writer.WriteArray(1);
        writer.WriteText("COL-7");
        _directory.OnList(writer.Buffer, 0, writer.Position);
    }
}
