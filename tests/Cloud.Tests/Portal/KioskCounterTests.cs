using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Wattline.Cloud.Ledger.Arrears;
using Wattline.Cloud.Portal;
using Wattline.Cloud.Portal.Settings;
using Wattline.Firmware.Cbor;
using Wattline.Gateway.Domain;
using Wattline.Tests.Cloud.Tests.Support;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.Cloud.Tests.Portal;

/// <summary>A kiosk asks who somebody is; what it is told, and the list that it keeps, as its firmware reads them.</summary>
public sealed class KioskCounterTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private PortalProcess _portal = null!;
    private HttpClient _http = null!;
    private long _sequence;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _portal = await PortalProcess.StartAsync(
            PortalFixture.Settings with { DatabaseConnection = TestStore.NewConnection(), Kiosks = new() { Currency = "EUR", ValueMax = 70_000, OfflineValueMax = 9_000 } },
            _time, NullLoggerFactory.Instance, Stop);
        _http = new HttpClient { BaseAddress = _portal.Url };
        Assert.True(_portal.Registry.Import(PortalFixture.Csv).Applied);
        Assert.Equal(HttpStatusCode.OK, await Put("/api/ledger/accounts/customer/EUR/A-1", null));
        Assert.Equal(HttpStatusCode.OK, await Put("/api/ledger/customers/A-1", """{"masked":"W***","cards":["04A1B2"],"codes":["QR-1"],"reason":"moved in"}"""));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _portal.DisposeAsync();
    }

    [Theory]
    [InlineData(0, "A-1", true)]
    [InlineData(2, "04A1B2", true)]
    [InlineData(3, "QR-1", true)]
    [InlineData(2, "QR-1", false)]
    [InlineData(0, "A-2", false)]
    [InlineData(9, "A-1", false)]
    public void Who_is_known_is_told_with_what_is_owed_and_who_is_not_is_told_too(int kind, string text, bool isKnown)
    {
        _portal.Customers.Charge("A-1", "EUR", "b-1", 700, 0);
        Ask(7, kind, text);
        Assert.Equal(
            isKnown ? "K-9 7 1 A-1 W*** 0 700 EUR 0 70000" : "K-9 7 0   0 0 EUR 0 0",
            Answer(Assert.Single(_portal.Commands.List("C-0001", 10)).Command.Content));
    }

    [Fact]
    public void A_question_is_answered_once_however_often_it_comes_and_not_when_nobody_waits_any_more()
    {
        Ask(7, 0, "A-1");
        Deliver(_sequence, 7, 0, "A-1");
        _portal.Counter.Answer();
        Assert.Single(_portal.Commands.List("C-0001", 10));
        _time.Advance(TimeSpan.FromMinutes(2));
        Ask(8, 0, "A-1");
        Assert.Single(_portal.Commands.List("C-0001", 10));
    }

    [Fact]
    public async Task A_closed_account_is_nobodys_and_a_card_has_one_owner()
    {
        Assert.Equal(HttpStatusCode.OK, await Put("/api/ledger/accounts/customer/EUR/A-2", null));
        Assert.Equal(HttpStatusCode.Conflict, await Put("/api/ledger/customers/A-2", """{"masked":"L***","cards":["04A1B2"],"reason":"x"}"""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await Put("/api/ledger/customers/A-2", """{"masked":"L 1","reason":"x"}"""));
        Assert.Equal(HttpStatusCode.NotFound, await Put("/api/ledger/customers/A-3", """{"masked":"L***","reason":"x"}"""));
        Assert.Equal(HttpStatusCode.OK, await Put("/api/ledger/customers/A-1", """{"masked":"W***","reason":"card lost"}"""));
        Assert.Equal(HttpStatusCode.OK, await Put("/api/ledger/customers/A-2", """{"masked":"L***","cards":["04A1B2"],"reason":"found"}"""));
        Ask(7, 2, "04A1B2");
        Assert.StartsWith("K-9 7 1 A-2 L***", Answer(Assert.Single(_portal.Commands.List("C-0001", 10)).Command.Content), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_of_tenants_payers_and_collectors_is_sent_when_it_changes()
    {
        var meter = _portal.Registry.Plan("C-0001")!.Meters[0].Id;
        Assert.Equal(PointOutcome.Done, _portal.Points.Set(new SupplyPoint("P-1", meter, "EUR", BalanceAuthority.Ledger, "Europe/Berlin"), "t", "x"));
        Assert.Equal(PointOutcome.Done, _portal.Points.MoveIn("P-1", "A-1", 1, "t", "x"));
        Assert.Equal(HttpStatusCode.OK, await Put("/api/ledger/collectors/COL-7", """{"is_collector":true,"reason":"hired"}"""));
        _portal.Counter.SendLists();
        Assert.Empty(_portal.Commands.List("C-0001", 10));
        // The kiosk is heard of.
        _portal.Ingest.Deliver(Wire.Money(1, MoneyType.Credited, 1, account: "A-1"));
        _portal.Kiosks.TakeIn();
        _portal.Counter.SendLists();
        _portal.Counter.SendLists();
        var first = List(Assert.Single(_portal.Commands.List("C-0001", 10)).Command.Content);
        Assert.Equal("9000 EUR [0 A-1 A-1 W*** 1000 0][2 04A1B2 A-1 W*** 1000 0][3 QR-1 A-1 W*** 1000 0] COL-7", first.Text);
        _time.Advance(TimeSpan.FromSeconds(1));
        _portal.Customers.Charge("A-1", "EUR", "b-1", 1_700, 0);
        _portal.Counter.SendLists();
        var second = List(_portal.Commands.List("C-0001", 10)[0].Command.Content);
        Assert.True(second.Version > first.Version);
        Assert.Contains("W*** 0 700", second.Text, StringComparison.Ordinal);
    }

    private void Ask(long request, int kind, string text)
    {
        Deliver(++_sequence, request, kind, text);
        _portal.Counter.Answer();
    }

    private void Deliver(long sequence, long request, int kind, string text) =>
        _portal.Ingest.Deliver(Wire.Event(sequence, "identify", "K-9", $"""[{kind},"{text}"]""", request));

    private static string Answer(ReadOnlyMemory<byte> content)
    {
        var reader = Open(content, 40);
        Assert.Equal(10, reader.ReadArray());
        var said = new StringBuilder().Append(reader.ReadText()).Append(' ').Append(reader.ReadUInt()).Append(' ').Append(reader.ReadUInt()).Append(' ').Append(reader.ReadText())
            .Append(' ').Append(reader.ReadText()).Append(' ').Append(reader.ReadInt()).Append(' ').Append(reader.ReadInt()).Append(' ').Append(reader.ReadText())
            .Append(' ').Append(reader.ReadUInt()).Append(' ').Append(reader.ReadInt());
        Assert.True(reader.AtEnd);
        return said.ToString();
    }

    private static (long Version, string Text) List(ReadOnlyMemory<byte> content)
    {
        var reader = Open(content, 41);
        Assert.Equal(5, reader.ReadArray());
        var version = reader.ReadInt();
        var said = new StringBuilder().Append(reader.ReadInt()).Append(' ').Append(reader.ReadText()).Append(' ');
        for (var left = reader.ReadArray(); left > 0; left--)
        {
            Assert.Equal(6, reader.ReadArray());
            said.Append('[').Append(reader.ReadUInt()).Append(' ').Append(reader.ReadText()).Append(' ').Append(reader.ReadText()).Append(' ').Append(reader.ReadText())
                .Append(' ').Append(reader.ReadInt()).Append(' ').Append(reader.ReadInt()).Append(']');
        }

        for (var left = reader.ReadArray(); left > 0; left--) said.Append(' ').Append(reader.ReadText());
        Assert.True(reader.AtEnd);
        return (version, said.ToString());
    }

    private static CborReader Open(ReadOnlyMemory<byte> content, ulong type)
    {
        var reader = new CborReader(content.ToArray(), 0, content.Length);
        Assert.Equal(4, reader.ReadArray());
        Assert.Equal(1ul, reader.ReadUInt());
        reader.ReadUInt();
        Assert.Equal(type, reader.ReadUInt());
        return reader;
    }

    private async Task<HttpStatusCode> Put(string path, string? json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, path);
        request.Headers.Authorization = new("Bearer", PortalFixture.AdminToken);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await _http.SendAsync(request, Stop);
        return answer.StatusCode;
    }
}
