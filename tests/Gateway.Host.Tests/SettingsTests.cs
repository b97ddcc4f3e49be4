using System.Net;
using Microsoft.Extensions.Configuration;
using Wattline.Gateway.Host.Settings;
using Xunit;

namespace Wattline.Tests.Gateway.Host;

public sealed class SettingsTests
{
    [Fact]
    public void Good_settings_are_read()
    {
        var settings = Read("Gateway:Name=gw", "Mqtt:Port=0", "Mqtt:Anonymous=true", "Journal:Directory=/tmp/j", "Uplink:Kind=http", "Uplink:Url=http://cloud:5000", "Uplink:Token=0123456789abcdef", "Http:Port=0", "Link:Url=https://cloud:8481", "Link:Token=0123456789abcdefg", "Telemetry:OtlpEndpoint=http://otel:4317");
        Assert.Equal(("gw", 0, UplinkKind.Http, 8481), (settings.Gateway.Name, settings.Mqtt.Port, settings.Uplink.Kind, settings.Link.Url!.Port));
        Assert.DoesNotContain(settings.Uplink.Token, settings.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(settings.Link.Token, settings.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Link:Token=0123456789abcdef", "Link:Url")]
    [InlineData("Link:Url=http://cloud:80 Link:Token=0123456789abcdef", "Link:Url")]
    [InlineData("Link:Url=https://cloud Link:Token=short", "Link:Token")]
    [InlineData("Link:Url=https://cloud Link:CertificateFile=/nowhere Link:Token=0123456789abcdef", "Link:KeyFile")]
    [InlineData("Link:Url=https://cloud Link:AuthorityFile=/nowhere Link:Token=0123456789abcdef", "Link:AuthorityFile")]
    public void A_link_that_cannot_be_is_told(string link, string setting)
    {
        var fault = Assert.Throws<SettingsException>(() => Read(["Gateway:Name=gw", "Mqtt:Anonymous=true", "Journal:Directory=/tmp/j", .. link.Split(' ')]));
        Assert.Contains(fault.Faults, line => line.StartsWith(setting + ":", StringComparison.Ordinal));
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var fault = Assert.Throws<SettingsException>(() => Read(
            "Mqtt:Port=many", "Mqtt:Adress=0.0.0.0", "Mqtt:CredentialsFile=/nowhere/at/all", "Uplink:Kind=pigeon", "Http:Port=70000", "Telemetry:OtlpEndpoint=otel"));
        string[] expected = ["Http:Port", "Journal:Directory", "Mqtt:Adress", "Mqtt:CredentialsFile", "Mqtt:Port", "Telemetry:OtlpEndpoint", "Uplink:Kind"];
        Assert.Equal(expected, fault.Faults.Select(line => string.Join(':', line.Split(':')[..2])).Order(StringComparer.Ordinal));
        Assert.All(fault.Faults, line => Assert.Contains(line, fault.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_broker_needs_no_front_door()
    {
        var settings = Read("Gateway:Name=gw-a", "Broker:Url=mqtts://broker.example", "Broker:Group=north", "Broker:StandInSeconds=5", "Journal:Directory=/tmp/j");
        Assert.Equal(("north", 5, true, BrokerClient.Own), (settings.Broker.Group, settings.Broker.StandInSeconds, settings.Broker.Tls, settings.Broker.Client));
    }

    [Theory]
    [InlineData("Broker:Url=http://broker", "Broker:Url")]
    [InlineData("Broker:Url=mqtt://broker Broker:Group=a/b", "Broker:Group")]
    [InlineData("Broker:Url=mqtt://broker Broker:ClientId=a/b", "Broker:ClientId")]
    [InlineData("Broker:Url=mqtt://broker Broker:SessionSeconds=10", "Broker:SessionSeconds")]
    [InlineData("Broker:Url=mqtts://broker Broker:CertificateFile=/dev/null", "Broker:KeyFile")]
    [InlineData("Broker:Url=mqtt://broker Broker:AuthorityFile=/dev/null", "Broker:Url")]
    [InlineData("Broker:Url=mqtt://broker Broker:PasswordFile=/nowhere/at/all", "Broker:PasswordFile")]
    [InlineData("Broker:Url=mqtt://broker Broker:Client=pigeon", "Broker:Client")]
    public void A_broker_s_faults_are_told(string settings, string fault) => Assert.Contains(
        Faults([.. settings.Split(' '), "Gateway:Name=gw", "Journal:Directory=/tmp/j", "Mqtt:Anonymous=true"]), line => line.StartsWith(fault + ":", StringComparison.Ordinal));

    [Theory]
    [InlineData("azure", "SdkPackages=true")]
    [InlineData("pigeon", "own or azure")]
    public void A_client_of_the_hubs_that_is_not_there_is_told(string client, string word) => Assert.Contains(
        Faults("Gateway:Name=gw", "Journal:Directory=/tmp/j", "Mqtt:Anonymous=true", "Uplink:Kind=eventhub", $"Uplink:Hubs:Client={client}"),
        line => line.StartsWith("Uplink:Hubs:Client:", StringComparison.Ordinal) && line.Contains(word, StringComparison.Ordinal));

    [Fact]
    public void Gateways_that_share_a_broker_have_names_of_their_own() =>
        Assert.StartsWith("Gateway:Name", Assert.Single(Faults("Broker:Url=mqtt://broker", "Journal:Directory=/tmp/j")), StringComparison.Ordinal);

    [Fact]
    public void The_command_for_measuring_alone_is_enough()
    {
        var settings = Read("Mqtt:Port=1883", "Mqtt:Anonymous=true", "Journal:Directory=/tmp/j", "Uplink:Kind=none");
        Assert.Equal(("gateway", IPAddress.Loopback), (settings.Gateway.Name, settings.Mqtt.Address));
    }

    [Fact]
    public void With_a_cloud_a_gateway_needs_a_name_of_its_own() =>
        Assert.StartsWith("Gateway:Name", Assert.Single(Faults("Journal:Directory=/tmp/j", "Mqtt:Anonymous=true", "Uplink:Kind=http", "Uplink:Url=http://c", "Uplink:Token=0123456789abcdef")), StringComparison.Ordinal);

    [Theory]
    [InlineData("Mqtt:Address=0.0.0.0", 1)]
    [InlineData("Mqtt:Address=::", 1)]
    [InlineData("Mqtt:Address=::1", 0)]
    [InlineData("Mqtt:Address=127.0.0.2", 0)]
    [InlineData("Mqtt:Address=0.0.0.0 Mqtt:AnonymousBeyondLoopback=true", 0)]
    public void Who_is_anonymous_comes_from_this_machine_unless_it_is_said_twice(string settings, int faults) =>
        Assert.Equal(faults, Faults([.. settings.Split(' '), "Journal:Directory=/tmp/j", "Mqtt:Anonymous=true"]).Count);

    [Theory]
    [InlineData("Mqtt:Address=0.0.0.0", "Mqtt:Port 0.0.0.0")]
    [InlineData("Mqtt:Address=0.0.0.0 Mqtt:Plain=false", "")]
    [InlineData("Mqtt:Address=127.0.0.2", "")]
    [InlineData("Mqtt:WebSocket:Port=8080 Mqtt:WebSocket:Address=::", "Mqtt:WebSocket:Port ::")]
    [InlineData("Mqtt:WebSocket:Port=8080 Mqtt:WebSocket:Address=:: Mqtt:WebSocket:Tls=true", "")]
    [InlineData("Http:Address=192.0.2.1", "Http:Port 192.0.2.1")]
    [InlineData("Http:Address=192.0.2.1 Mqtt:WebSocket:Port=8080 Http:TokensFile=t", "Http:Port 192.0.2.1")]
    [InlineData("Broker:Url=mqtt://broker.example Broker:PasswordFile=p", "Broker:Url broker.example")]
    [InlineData("Broker:Url=mqtts://broker.example Broker:PasswordFile=p", "")]
    [InlineData("Broker:Url=mqtt://localhost Broker:PasswordFile=p", "")]
    public void Secrets_that_pass_between_machines_unencrypted_are_told(string settings, string told)
    {
        var pairs = settings.Split(' ').Append("Mqtt:CredentialsFile=c").Select(setting => setting.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        string? Get(string name) => pairs.GetValueOrDefault(name);
        GatewaySettings read = new()
        {
            Mqtt = new()
            {
                Address = IPAddress.Parse(Get("Mqtt:Address") ?? "127.0.0.1"),
                Plain = Get("Mqtt:Plain") != "false",
                CredentialsFile = "c",
                WebSocket = new()
                {
                    Port = Get("Mqtt:WebSocket:Port") is { } port ? int.Parse(port, null) : null,
                    Address = IPAddress.Parse(Get("Mqtt:WebSocket:Address") ?? "127.0.0.1"),
                    Tls = Get("Mqtt:WebSocket:Tls") == "true",
                },
            },
            Http = new() { Address = IPAddress.Parse(Get("Http:Address") ?? "127.0.0.1"), TokensFile = Get("Http:TokensFile") },
            Broker = new() { Url = Get("Broker:Url") is { } url ? new(url) : null, PasswordFile = Get("Broker:PasswordFile") },
        };
        Assert.Equal(told, string.Join(' ', read.ClearSecrets().Select(clear => $"{clear.Setting} {clear.Where}")));
    }

    [Fact]
    public void Filters_to_be_refused_are_one_or_many_and_for_anonymous_clients()
    {
        Assert.Equal(["a/b"], Read("Mqtt:RefusedFilters=a/b", "Mqtt:Anonymous=true", "Journal:Directory=/tmp/j").Mqtt.RefusedFilters);
        Assert.Equal(["a", "b"], Read("Mqtt:RefusedFilters:0=a", "Mqtt:RefusedFilters:1=b", "Mqtt:Anonymous=true", "Journal:Directory=/tmp/j").Mqtt.RefusedFilters);
        Assert.Contains(Faults("Mqtt:RefusedFilters=a"), fault => fault.StartsWith("Mqtt:RefusedFilters", StringComparison.Ordinal));
    }

    [Fact]
    public void Somebody_must_say_who_may_connect() =>
        Assert.Contains(Assert.Throws<SettingsException>(() => Read("Gateway:Name=gw", "Journal:Directory=/tmp/j")).Faults, line => line.StartsWith("Mqtt:CredentialsFile", StringComparison.Ordinal));

    [Fact]
    public void An_uplink_over_http_needs_an_address_and_a_token_and_no_fault_tells_the_token()
    {
        var fault = Assert.Throws<SettingsException>(() => Read("Gateway:Name=gw", "Journal:Directory=/tmp/j", "Mqtt:Anonymous=true", "Uplink:Kind=http", "Uplink:Token=hunter2"));
        Assert.Equal(2, fault.Faults.Count);
        Assert.DoesNotContain("hunter2", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "Uplink:Hubs:ConnectionString: must be given")]
    [InlineData("ConnectionString=", "Uplink:Hubs:ConnectionString: is empty")]
    [InlineData("ConnectionString=Endpoint", "Uplink:Hubs:ConnectionString: a part is not name=value")]
    [InlineData("ConnectionString=SharedAccessKeyName=send;SharedAccessKey=hunter2", "Uplink:Hubs:ConnectionString: Endpoint is missing")]
    [InlineData("ConnectionString=Endpoint=hub;SharedAccessKeyName=send;SharedAccessKey=hunter2", "Uplink:Hubs:ConnectionString: Endpoint is not sb://host")]
    [InlineData("ConnectionString=Endpoint=sb://hub;SharedAccessKey=hunter2", "Uplink:Hubs:ConnectionString: SharedAccessKeyName is missing")]
    [InlineData("ConnectionString=Endpoint=sb://hub;SharedAccessKeyName=send", "Uplink:Hubs:ConnectionString: SharedAccessKey is missing")]
    [InlineData("ConnectionString=Endpoint=sb://hub", "Uplink:Hubs:ConnectionString: SharedAccessKeyName and SharedAccessKey are missing")]
    [InlineData("ConnectionString=Endpoint=sb://hub;SharedAccessKeyName=send;SharedAccessKey=hunter2;EntityPath=money", "Uplink:Hubs:ConnectionString: is one hub's")]
    [InlineData("ConnectionString=Endpoint=sb://hub;SharedAccesKeyName=send;SharedAccessKey=hunter2", "Uplink:Hubs:ConnectionString: has a part that Event Hubs does not know")]
    [InlineData("Endpoint=sb://hub", "Uplink:Hubs:TokenFile: must be given")]
    [InlineData("Endpoint=sb://hub TokenFile=/nowhere/at/all", "Uplink:Hubs:TokenFile: there is no file")]
    [InlineData("Endpoint=hub TokenFile=/dev/null", "Uplink:Hubs:Endpoint: 'hub' is not")]
    [InlineData("Endpoint=sb://hub TokenFile=/dev/null Money=a/b", "Uplink:Hubs:Money: must be 1 to 256")]
    [InlineData("Endpoint=sb://hub TokenFile=/dev/null Money=Events", "Uplink:Hubs:Money: money, events and readings have a hub each")]
    [InlineData("Endpoint=sb://hub TokenFile=/dev/null ConnectionString=Endpoint=sb://hub;SharedAccessKeyName=send;SharedAccessKey=hunter2", "Uplink:Hubs:ConnectionString: cannot be beside")]
    [InlineData("Endpoint=sb://hub TokenFile=/dev/null PartitionKey=x", "Uplink:Hubs:PartitionKey: there is no such setting")]
    public void A_hubs_setting_that_cannot_be_is_told_and_no_key_with_it(string hubs, string wanted)
    {
        string[] given = [.. hubs.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static setting => $"Uplink:Hubs:{setting}")];
        var faults = Faults(["Gateway:Name=gw", "Mqtt:Anonymous=true", "Journal:Directory=/tmp/j", "Uplink:Kind=eventhub", "Uplink:Url=https://cloud", "Uplink:Token=0123456789abcdef", .. given]);
        Assert.StartsWith(wanted, Assert.Single(faults), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", faults[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Good_settings_of_hubs_are_read_and_never_told()
    {
        const string text = "Endpoint=sb://hub;SharedAccessKeyName=send;SharedAccessKey=hunter2";
        var settings = Read("Gateway:Name=gw", "Mqtt:Anonymous=true", "Journal:Directory=/tmp/j", "Journal:KeepGigabytes=9", "Journal:KeepDays=91", "Uplink:Kind=eventhub", "Uplink:Url=https://cloud", "Uplink:Token=0123456789abcdef",
            $"Uplink:Hubs:ConnectionString={text}", "Uplink:Hubs:Readings=r");
        Assert.Equal((UplinkKind.EventHub, text, "money", "r", 9, 91), (settings.Uplink.Kind, settings.Uplink.Hubs.ConnectionString, settings.Uplink.Hubs.Money, settings.Uplink.Hubs.Readings, settings.Journal.KeepGigabytes, settings.Journal.KeepDays));
        Assert.DoesNotContain("hunter2", $"{settings} {settings.Uplink} {settings.Uplink.Hubs} {settings.Uplink.Hubs.Access}", StringComparison.Ordinal);
        Assert.Equal(["Journal:KeepDays: must be 1 to 3650", "Journal:KeepGigabytes: must be 1 to 100000"], Faults("Mqtt:Anonymous=true", "Journal:Directory=/tmp/j", "Journal:KeepGigabytes=0", "Journal:KeepDays=0").Order());
    }

    private static IReadOnlyList<string> Faults(params string[] settings)
    {
        try
        {
            Read(settings);
            return [];
        }
        catch (SettingsException fault)
        {
            return fault.Faults;
        }
    }

    private static GatewaySettings Read(params string[] settings) => SettingsReader.Read(new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => setting.Split('=', 2)).Select(pair => KeyValuePair.Create(pair[0], (string?)pair[1]))).Build());
}
