using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Wattline.Cloud.Contracts;
using Wattline.Cloud.Portal;
using Wattline.Cloud.Portal.Settings;
using Wattline.Gateway.Domain;
using Wattline.Tests.Cloud.Tests.Support;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.Cloud.Tests.Portal;

/// <summary>Money over the API: by rights, once, and with a trail.</summary>
public sealed class LedgerApiTests : IAsyncLifetime
{
    private const string Auditor = "token-of-an-auditor";
    private const string Agent = "token-of-an-agent";
    private const string Operator = "token-of-an-operator";
    private static readonly byte[] _key = [.. Enumerable.Range(1, MoneyChain.KeyBytes).Select(static i => (byte)i)];
    private readonly ManualTime _time = new();
    private PortalProcess _portal = null!;
    private HttpClient _http = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _portal = await PortalProcess.StartAsync(
            PortalFixture.Settings with
            {
                DatabaseConnection = TestStore.NewConnection(),
                KioskKeys = new Dictionary<string, string> { ["C-0001/K-9"] = Convert.ToHexString(_key) },
                People = new Dictionary<string, PersonSettings>
                {
                    ["otto"] = new() { Token = Auditor, Rights = ["money_read"] },
                    ["anna"] = new() { Token = Agent, Rights = ["money_read", "money_post"] },
                    ["olga"] = new() { Token = Operator, Rights = ["money_read", "money_post", "money_decide"] },
                },
            },
            _time, NullLoggerFactory.Instance, Stop);
        _http = new HttpClient { BaseAddress = _portal.Url };
        Assert.True(_portal.Registry.Import(PortalFixture.Csv).Applied);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _portal.DisposeAsync();
    }

    [Fact]
    public async Task Without_the_right_nothing_is_seen_posted_or_decided()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await Status(HttpMethod.Get, "/api/ledger/trial-balance", null));
        Assert.Equal(HttpStatusCode.Forbidden, await Status(HttpMethod.Get, "/api/ledger/trial-balance", PortalFixture.ReadToken));
        Assert.Equal(HttpStatusCode.OK, await Status(HttpMethod.Get, "/api/ledger/trial-balance", Auditor));
        Assert.Equal(HttpStatusCode.Forbidden, await Status(HttpMethod.Put, "/api/ledger/payments/wechat/o-1", Auditor, """{"trade_no":"t-1","amount":500,"currency":"EUR"}"""));
        Assert.Equal(HttpStatusCode.Forbidden, await Status(HttpMethod.Put, "/api/ledger/accounts/customer/EUR/A-1", Agent));
        Assert.Equal(HttpStatusCode.Forbidden, await Status(HttpMethod.Post, "/api/ledger/suspense/1/refund", Agent, """{"reason":"x"}"""));
        Assert.Equal(HttpStatusCode.OK, await Status(HttpMethod.Put, "/api/ledger/accounts/customer/EUR/A-1", Operator));
        Assert.Equal(HttpStatusCode.OK, await Status(HttpMethod.Put, "/api/ledger/accounts/customer/EUR/A-2", PortalFixture.AdminToken));
        Assert.Equal(["admin account_opened", "olga account_opened"], await Trail());
    }

    [Fact]
    public async Task A_payment_is_taken_once_and_stands_in_the_statement_and_the_trial_balance()
    {
        await Status(HttpMethod.Put, "/api/ledger/accounts/customer/EUR/A-1", Operator);
        const string payment = """{"trade_no":"t-1","amount":500,"currency":"EUR","account":"A-1"}""";
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.OK, await Status(HttpMethod.Put, "/api/ledger/payments/wechat/o-1", Agent, payment));
        Assert.Equal(HttpStatusCode.Conflict, await Status(HttpMethod.Put, "/api/ledger/payments/wechat/o-1", Agent, """{"trade_no":"t-1","amount":501,"currency":"EUR","account":"A-1"}"""));
        Assert.Equal(HttpStatusCode.Conflict, await Status(HttpMethod.Put, "/api/ledger/payments/wechat/o-2", Agent, payment));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await Status(HttpMethod.Put, "/api/ledger/payments/wechat/o-3", Agent, """{"trade_no":"t-3","amount":-5,"currency":"EUR","account":"A-1"}"""));
        Assert.Equal(HttpStatusCode.BadRequest, await Status(HttpMethod.Put, "/api/ledger/payments/wechat/o-3", Agent, """{"trade_no":"t-3","amount":5.5,"currency":"EUR"}"""));
        Assert.Equal(HttpStatusCode.BadRequest, await Status(HttpMethod.Put, "/api/ledger/payments/wechat/o-3", Agent, """{"trade_no":"t-3","amount":1e40,"currency":"EUR"}"""));
        Assert.Equal(HttpStatusCode.OK, await Status(HttpMethod.Put, "/api/ledger/bills/b-1", Agent, """{"account":"A-1","currency":"EUR","amount":700,"due":"2026-03-10T00:00:00Z"}"""));
        var statement = await Json("/api/ledger/accounts/customer/EUR/A-1/statement");
        Assert.Equal((0, -200, 2), (statement.GetProperty("opening_balance").GetInt64(), statement.GetProperty("closing_balance").GetInt64(), statement.GetProperty("lines").GetArrayLength()));
        var trial = await Json("/api/ledger/trial-balance");
        Assert.True(trial.GetProperty("is_balanced").GetBoolean());
        Assert.Equal(0, (await Json("/api/ledger/trial-balance?at=2026-02-01")).GetProperty("sequence").GetInt64());
        var position = await Json("/api/ledger/accounts/customer/EUR/A-1/position");
        Assert.Equal("b-1 200", $"{position.GetProperty("open")[0].GetProperty("note")} {position.GetProperty("open")[0].GetProperty("open")}");
        Assert.Contains("anna channel_payment", await Trail());
        Assert.Equal("channel_conflict", (await Json("/api/ledger/findings"))[0].GetProperty("kind").GetString());
    }

    [Fact]
    public async Task A_kiosks_note_comes_through_ingestion_to_the_customer_or_the_work_list()
    {
        await Status(HttpMethod.Put, "/api/ledger/accounts/customer/EUR/A-1", Operator);
        _portal.Ingest.Deliver(
            Wire.Money(1, MoneyType.Escrow, 1), Wire.Money(2, MoneyType.Credited, 1), Wire.Money(3, MoneyType.Credited, 2, 50, "nobody"),
            Wire.Money(5, MoneyType.Credited, 3, 7));
        _portal.Kiosks.TakeIn();
        Assert.Equal((1000, 1), await Standing());
        Assert.Equal(4, (await Json("/api/ledger/held"))[0].GetProperty("first").GetInt64());
        // The missing one is explained; what was held goes on.
        _portal.Ingest.Deliver(Wire.Lost(1, "money", 4, 4));
        _portal.Kiosks.TakeIn();
        Assert.Equal((1007, 1), await Standing());
        var item = (await Json("/api/ledger/suspense"))[0].GetProperty("id").GetInt64();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await Status(HttpMethod.Post, $"/api/ledger/suspense/{item}/assign", Operator, """{"reason":"","account":"A-1"}"""));
        Assert.Equal(HttpStatusCode.OK, await Status(HttpMethod.Post, $"/api/ledger/suspense/{item}/assign", Operator, """{"reason":"slip shown","account":"A-1"}"""));
        Assert.Equal(HttpStatusCode.OK, await Status(HttpMethod.Post, $"/api/ledger/suspense/{item}/assign", Operator, """{"reason":"slip shown","account":"A-1"}"""));
        Assert.Equal(HttpStatusCode.Conflict, await Status(HttpMethod.Post, $"/api/ledger/suspense/{item}/refund", Operator, """{"reason":"no"}"""));
        Assert.Equal(HttpStatusCode.NotFound, await Status(HttpMethod.Post, "/api/ledger/suspense/99/refund", Operator, """{"reason":"no"}"""));
        Assert.Equal((1057, 0), await Standing());
        Assert.Contains("olga suspense_assigned", await Trail());
    }

    [Fact]
    public async Task A_record_in_quarantine_holds_nothing_up()
    {
        await Status(HttpMethod.Put, "/api/ledger/accounts/customer/EUR/A-1", Operator);
        _portal.Ingest.Deliver(Wire.Money(1, MoneyType.Credited, 1, account: "A\0"), Wire.Money(2, MoneyType.Credited, 2));
        _portal.Kiosks.TakeIn();
        Assert.Equal((1000, 0), await Standing());
        Assert.Equal("records_lost", (await Json("/api/ledger/findings"))[0].GetProperty("kind").GetString());
        // It is understood after all.
        _portal.Ingest.Deliver(Wire.Money(1, MoneyType.Credited, 1));
        _portal.Kiosks.TakeIn();
        Assert.Equal((2000, 0), await Standing());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("value")]
    [InlineData("detail")]
    [InlineData("device")]
    public async Task A_kiosks_chain_is_held_against_what_is_stored(string? spoilt)
    {
        await Status(HttpMethod.Put, "/api/ledger/accounts/customer/EUR/A-1", Operator);
        var records = new[] { Wire.Money(1, MoneyType.Step, 0, 0, null, "K-9"), Wire.Money(2, MoneyType.Escrow, 1, kiosk: "K-9"), Wire.Money(3, MoneyType.Credited, 1, kiosk: "K-9") };
        var link = MoneyChain.Genesis;
        foreach (var (record, index) in records.Select(static (record, index) => (record, index)))
        {
            record.Record = index + 1;
            record.Device = index;
            record.Detail = index == 0 ? "[1,3,2]"u8.ToArray() : default;
            record.Chain = link = MoneyChain.Next(_key, link, record);
        }

        if (spoilt == "value") records[2].Value++;
        if (spoilt == "detail") records[0].Detail = "[1,3,3]"u8.ToArray();
        if (spoilt == "device") records[1].Device = 7;
        _portal.Ingest.Deliver(records);
        _portal.Kiosks.TakeIn();
        var findings = (await Json("/api/ledger/findings")).EnumerateArray().Select(static finding => finding.GetProperty("kind").GetString()).Distinct();
        Assert.Equal(spoilt is not null, findings.Contains("chain_broken"));
        if (spoilt is null) Assert.Equal((1000, 0), await Standing());
    }

    [Fact]
    public async Task A_point_says_what_is_owed_decided_and_told()
    {
        await Status(HttpMethod.Put, "/api/ledger/accounts/customer/EUR/A-1", Operator);
        Assert.Equal(HttpStatusCode.BadRequest, await Status(HttpMethod.Put, "/api/ledger/points/POD-1", Operator, """{"meter":"M1","currency":"EUR","authority":"both","zone":"UTC","reason":"new"}"""));
        Assert.Equal(HttpStatusCode.OK, await Status(HttpMethod.Put, "/api/ledger/points/POD-1", Operator, """{"meter":"M1","currency":"EUR","authority":"ledger","zone":"UTC","reason":"new"}"""));
        Assert.Equal(HttpStatusCode.OK, await Status(HttpMethod.Post, "/api/ledger/points/POD-1/tenant", Operator, """{"account":"A-1","from":"2026-01-01T00:00:00Z","reason":"moves in"}"""));
        Assert.Equal(HttpStatusCode.OK, await Status(HttpMethod.Put, "/api/ledger/bills/b-1", Agent, """{"account":"A-1","currency":"EUR","amount":7000,"due":"2026-01-10T00:00:00Z"}"""));
        _portal.Arrears.Look();
        var point = await Json("/api/ledger/points/POD-1");
        Assert.Equal(("A-1", 7000, "warned"), (point.GetProperty("tenant").GetString(), point.GetProperty("overdue").GetInt64(), point.GetProperty("stage").GetString()));
        Assert.Equal("warn", (await Json("/api/ledger/points/POD-1/actions"))[0].GetProperty("action").GetString());
        Assert.Equal(HttpStatusCode.OK, await Status(HttpMethod.Post, "/api/ledger/points/POD-1/notice", Operator, """{"reason":"letter handed over"}"""));
        Assert.Equal(HttpStatusCode.Conflict, await Status(HttpMethod.Put, "/api/ledger/points/POD-1", Operator, """{"meter":"M1","currency":"EUR","authority":"token_meter","zone":"UTC","reason":"new"}"""));
        Assert.Equal(HttpStatusCode.NotFound, await Status(HttpMethod.Get, "/api/ledger/points/POD-9", Auditor));
    }

    private async Task<(long Balance, int Listed)> Standing() => (
        (await Json("/api/ledger/accounts/customer/EUR/A-1/statement")).GetProperty("closing_balance").GetInt64(), (await Json("/api/ledger/suspense")).GetArrayLength());

    private async Task<List<string>> Trail() => [.. (await Json("/api/ledger/audit")).EnumerateArray().Select(static entry => $"{entry.GetProperty("who")} {entry.GetProperty("what")}").Order(StringComparer.Ordinal)];

    private async Task<JsonElement> Json(string path)
    {
        using var answer = await Send(HttpMethod.Get, path, Auditor, null);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    private async Task<HttpStatusCode> Status(HttpMethod method, string path, string? token, string? body = null)
    {
        using var answer = await Send(method, path, token, body);
        return answer.StatusCode;
    }

    private async Task<HttpResponseMessage> Send(HttpMethod method, string path, string? token, string? body)
    {
        using var request = new HttpRequestMessage(method, path);
        if (token is not null) request.Headers.Authorization = new("Bearer", token);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await _http.SendAsync(request, Stop);
    }
}
