using System.Text.Json.Nodes;
using Wattline.Tests.Gateway.Host.Support;
using Xunit;

namespace Wattline.Tests.Gateway.Host;

/// <summary>The gateway's end of the link, on real sockets, against a cloud that is a script.</summary>
public sealed class LinkTests
{
    // [1, 77, 9, h'…']: to the gateway these are bytes.
    private const string Command = "84 01 18 4D 09 43 AA BB CC";
    private static readonly byte[] _command = Convert.FromHexString(Command.Replace(" ", "", StringComparison.Ordinal));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = Deadline.Ms)]
    public async Task A_registry_that_the_gateway_holds_is_not_sent_again()
    {
        await using var rig = await Rig.StartAsync(Stop);
        var tag = (await rig.Cloud.Link.HeardAsync(said => Is(said, "beat") && said["registry"] is not null, Stop))["registry"]!.GetValue<string>();
        Assert.Null((await rig.Cloud.Link.HeardAsync(said => Is(said, "hello"), Stop))["registry"]);
        await rig.Gateway.KillAsync();
        await rig.StartGatewayAsync(Stop);
        var again = await rig.Cloud.Link.HeardAsync(said => Is(said, "hello") && said["registry"] is not null, Stop);
        Assert.Equal(tag, again["registry"]!.GetValue<string>());
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task A_command_reaches_its_concentrator_byte_for_byte_and_its_receipt_and_its_result_come_back()
    {
        await using var rig = await Rig.StartAsync(Stop);
        await using var device = await rig.ConnectAsync(Stop);
        await device.SubscribeAsync("v1/down/C-1/commands", Stop);
        var here = await rig.Cloud.Link.HeardAsync(said => Is(said, "presence") && said["here"]!.AsArray().Count > 0, Stop);
        Assert.Equal("C-1", here["here"]![0]!["name"]!.GetValue<string>());
        Send(rig, number: 1, id: 77);
        Assert.Equal(_command, await device.ReceiveAsync("v1/down/C-1/commands", Stop));
        await rig.Cloud.Link.HeardAsync(said => Is(said, "received") && said["number"]!.GetValue<long>() == 1, Stop);
        Assert.Equal("delivered", await OutcomeAsync(rig, 77));

        // The envelope with [77, "done"] in it.
        await device.PublishAsync("v1/up/C-1/results", Convert.FromHexString("88010703010100F682184D64646F6E65"), Stop);
        var result = await rig.Cloud.Link.HeardAsync(said => Is(said, "result"), Stop);
        Assert.Equal(("C-1", 77L, "iAEHAwEBAPaCGE1kZG9uZQ=="), (result["concentrator"]!.GetValue<string>(), result["command"]!.GetValue<long>(), result["content"]!.GetValue<string>()));
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task What_the_cloud_has_not_noted_is_said_again_and_what_it_has_is_not()
    {
        await using var rig = await Rig.StartAsync(Stop);
        await using (var device = await rig.ConnectAsync(Stop))
        {
            await device.PublishAsync("v1/up/C-1/results", Convert.FromHexString("88010703010100F6820161FF"), Stop);
            await device.PublishAsync("v1/up/C-1/results", Convert.FromHexString("88010703010100F6820261FF"), Stop);
        }
        var first = await rig.Cloud.Link.HeardAsync(said => Is(said, "result") && said["command"]!.GetValue<long>() == 1, Stop);
        await rig.Cloud.Link.HeardAsync(said => Is(said, "result") && said["command"]!.GetValue<long>() == 2, Stop);
        rig.Cloud.Link.Send($$"""{"type":"noted","outcomes":[],"results":[{{first["number"]!.GetValue<long>()}}]}""");
        // What is behind it on the connection is read after it.
        await SettledAsync(rig);
        rig.Cloud.Link.Cut();
        await UntilAsync(() => rig.Cloud.Link.Heard.Count(said => Is(said, "result") && said["command"]!.GetValue<long>() == 2) == 2);
        Assert.Single(rig.Cloud.Link.Heard, said => Is(said, "result") && said["command"]!.GetValue<long>() == 1);
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task A_command_waits_for_its_concentrator_over_a_kill_and_is_given_once()
    {
        await using var rig = await Rig.StartAsync(Stop);
        Send(rig, number: 4, id: 77);
        await rig.Cloud.Link.HeardAsync(said => Is(said, "received") && said["number"]!.GetValue<long>() == 4, Stop);
        await rig.Gateway.KillAsync();
        await rig.StartGatewayAsync(Stop);
        await rig.Cloud.Link.HeardAsync(said => Is(said, "hello") && said["received"]!.GetValue<long>() == 4, Stop);
        // A cloud that forgot gives the same again, under its number and under another.
        Send(rig, number: 4, id: 77);
        Send(rig, number: 5, id: 77);
        await using var device = await rig.ConnectAsync(Stop);
        await device.SubscribeAsync("v1/down/C-1/commands", Stop);
        Assert.Equal(_command, await device.ReceiveAsync("v1/down/C-1/commands", Stop));
        Send(rig, number: 6, id: 78, content: [1]);
        Assert.Equal([1], await device.ReceiveAsync("v1/down/C-1/commands", Stop));
        Assert.Equal("delivered", await OutcomeAsync(rig, 77));
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task A_command_whose_time_is_over_is_not_given()
    {
        await using var rig = await Rig.StartAsync(Stop);
        await using var device = await rig.ConnectAsync(Stop);
        await device.SubscribeAsync("v1/down/C-1/commands", Stop);
        Send(rig, number: 1, id: 77, expiresMs: 1_700_000_000_000);
        Assert.Equal("expired", await OutcomeAsync(rig, 77));
        Send(rig, number: 2, id: 78, content: [2]);
        Assert.Equal([2], await device.ReceiveAsync("v1/down/C-1/commands", Stop));
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task Marks_become_a_command_for_who_is_there()
    {
        await using var rig = await Rig.StartAsync(Stop);
        await using var device = await rig.ConnectAsync(Stop);
        await device.SubscribeAsync("v1/down/C-1/commands", Stop);
        await rig.Cloud.Link.HeardAsync(said => Is(said, "presence") && said["here"]!.AsArray().Count > 0, Stop);
        rig.Cloud.Link.Send("""{"type":"marks","marks":[{"concentrator":"C-1","epoch":"0000000000000007","money":1,"events":2,"readings":3}]}""");
        // [1, 0, 2, [7, 1, 2, 3]]
        Assert.Equal("840100028407010203", Convert.ToHexString(await device.ReceiveAsync("v1/down/C-1/commands", Stop)));
    }

    [Theory(Timeout = Deadline.Ms)]
    [InlineData("""{"type":"command","number":0,"id":1,"concentrator":"C-1","decision":1,"expires_ms":1,"content":""}""", "Malformed number: out of range")]
    [InlineData("""{"type":"beat","registry":null,"more":1}""", "Malformed $.more: not as the contract has it")]
    [InlineData("no json", "Malformed $")]
    [InlineData("""{"type":"hello","registry":null,"received":0,"group":"g"}""", "Unexpected")]
    public async Task A_cloud_that_breaks_the_contract_is_left_and_dialled_again(string message, string told)
    {
        await using var rig = await Rig.StartAsync(Stop);
        await rig.Cloud.Link.HeardAsync(said => Is(said, "hello"), Stop);
        rig.Cloud.Link.Send(message);
        await UntilAsync(() => rig.Cloud.Link.Connections == 2);
        Assert.Contains(told, rig.Logs, StringComparison.Ordinal);
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task A_message_longer_than_may_be_ends_the_connection()
    {
        await using var rig = await Rig.StartAsync(Stop);
        rig.Cloud.Link.Send($$"""{"type":"beat","registry":"{{new string('x', 70_000)}}"}""");
        await UntilAsync(() => rig.Cloud.Link.Connections == 2);
        Assert.Contains("TooLong", rig.Logs, StringComparison.Ordinal);
    }

    private static bool Is(JsonNode said, string type) => said["type"]!.GetValue<string>() == type;

    private static void Send(Rig rig, long number, long id, byte[]? content = null, long expiresMs = 4_000_000_000_000) => rig.Cloud.Link.Send(
        $$"""{"type":"command","number":{{number}},"id":{{id}},"concentrator":"C-1","decision":1,"expires_ms":{{expiresMs}},"content":"{{Convert.ToBase64String(content ?? _command)}}"}""");

    private static async Task<string> OutcomeAsync(Rig rig, long id) =>
        (await rig.Cloud.Link.HeardAsync(said => Is(said, "outcome") && said["id"]!.GetValue<long>() == id, Stop))["state"]!.GetValue<string>();

    /// <summary>What was sent before was taken: a command behind it is on disk.</summary>
    private static async Task SettledAsync(Rig rig)
    {
        Send(rig, number: 1_000, id: 1_000);
        await rig.Cloud.Link.HeardAsync(said => Is(said, "received") && said["number"]!.GetValue<long>() == 1_000, Stop);
    }

    private static async Task UntilAsync(Func<bool> so)
    {
        while (!so())
        {
            Stop.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
