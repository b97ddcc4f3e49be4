using System.Text;
using Wattline.Gateway.Mqtt.Client;

namespace Wattline.Tests.Gateway.Mqtt.Client;

public sealed class ClientConnectTests
{
    [Fact]
    public void CONNECT_of_3_1_1_carries_will_user_and_password()
    {
        var bench = new ClientBench(new()
        {
            Version = MqttVersion.V311,
            ClientId = "c",
            CleanStart = true,
            KeepAliveSeconds = 10,
            User = "u",
            Password = "pw"u8.ToArray(),
            Will = new(new("t", "x"u8.ToArray(), 2, Retain: true)),
        });
        bench.Machine.Start(0);
        bench.Machine.Opened(0);
        // 3.1: flags user, password, will retain, will QoS 2, will, clean session.
        Assert.Equal("10 1A 00 04 4D 51 54 54 04 F6 00 0A 00 01 63 00 01 74 00 01 78 00 01 75 00 02 70 77", bench.Sent());
    }

    [Fact]
    public void CONNECT_of_5_carries_its_limits_the_session_s_expiry_and_the_will_s_delay()
    {
        var bench = new ClientBench(new()
        {
            ClientId = "c",
            KeepAliveSeconds = 10,
            ReceiveMaximum = 20,
            PacketBytesMax = 0x10000,
            SessionExpirySeconds = 3600,
            Will = new(new("t", "x"u8.ToArray(), 1, Retain: false) { Properties = new() { User = [new("a", "b")] } }, DelaySeconds: 5),
        });
        bench.Machine.Start(0);
        bench.Machine.Opened(0);
        Assert.Equal(
            "10 2E 00 04 4D 51 54 54 05 0C 00 0A 0D 21 00 14 27 00 01 00 00 11 00 00 0E 10 00 01 63 0C 18 00 00 00 05 26 00 01 61 00 01 62 00 01 74 00 01 78",
            bench.Sent());
    }

    [Theory]
    [InlineData("20 03 00 00 00", "connected anew")]
    [InlineData("20 03 01 00 00", "connected again")]
    [InlineData("20 0D 00 00 0A 21 00 05 13 00 1E 12 00 01 78", "connected anew")]
    [InlineData("20 0B 00 00 08 21 00 05 13 00 1E 24 01", "connected anew")]
    public void CONNACK_is_understood(string connack, string events)
    {
        var bench = new ClientBench();
        bench.Connect(connack);
        Assert.Equal(events, bench.Events());
    }

    [Theory]
    [InlineData("20 03 00 87 00", "Refused 87")] // Not authorized.
    [InlineData("20 02 00 05", "Refused 05")] // A server of 3.1.1 refuses without properties.
    [InlineData("20 03 01 87 00", "ProtocolError 00")] // A refusal with a session (3.2.2.1.1).
    [InlineData("20 06 00 00 03 21 00 00", "ProtocolError 00")] // A receive maximum of 0 (3.2.2.3.3).
    [InlineData("20 09 00 00 06 21 00 05 21 00 05", "ProtocolError 00")] // Twice.
    [InlineData("20 05 00 00 02 01 01", "ProtocolError 00")] // No property of CONNACK's.
    [InlineData("D0 00", "ProtocolError 00")] // CONNACK comes first.
    [InlineData("F0 00", "ProtocolError 00")]
    [InlineData("20 FF FF FF FF 01", "ProtocolError 00")] // Five bytes of length.
    [InlineData("20 FF FF FF 7F", "PacketTooLarge 00")]
    public void An_end_before_the_session_has_a_name_and_another_attempt_follows(string bytes, string events)
    {
        var bench = new ClientBench();
        bench.Connect(bytes);
        Assert.Equal(MqttClientState.Closing, bench.Machine.State);
        bench.Break();
        Assert.Equal(events, bench.Events());
        Assert.Equal(MqttClientState.Waiting, bench.Machine.State);
        bench.Connect(ClientBench.Accepted5);
        Assert.Equal("connected anew", bench.Events());
    }

    [Fact]
    public void An_attempt_that_takes_too_long_is_given_up()
    {
        var bench = new ClientBench();
        bench.Machine.Start(bench.Now);
        bench.Pass(bench.Options.OpenWithinMs - 1);
        Assert.Equal(MqttClientState.Opening, bench.Machine.State);
        bench.Pass(1);
        bench.Break();
        Assert.Equal("OpenTimeout 00", bench.Events());
        bench.Pass(bench.Options.BackoffMsMax);
        bench.Machine.Opened(bench.Now);
        bench.Pass(bench.Options.ConnackWithinMs);
        bench.Break();
        Assert.Equal("ConnackTimeout 00", bench.Events());
    }

    [Fact]
    public void Waits_double_to_a_bound_and_are_short_again_after_a_connection_that_lasted()
    {
        var bench = new ClientBench(new() { ClientId = "c", BackoffMsMin = 1_000, BackoffMsMax = 8_000 });
        bench.Machine.Start(bench.Now);
        foreach (var bound in (int[])[1_000, 2_000, 4_000, 8_000, 8_000])
        {
            bench.Break();
            Assert.InRange(bench.Machine.NextWake - bench.Now, bound / 2, bound);
            bench.Pass(bench.Machine.NextWake - bench.Now);
            Assert.Equal(MqttClientState.Opening, bench.Machine.State);
        }
        // Thrown out at once: two clients with one id would do so to each other for ever.
        bench.Machine.Opened(bench.Now);
        bench.Feed(ClientBench.Accepted5);
        bench.Feed("E0 02 8E 00");
        bench.Break();
        Assert.InRange(bench.Machine.NextWake - bench.Now, 4_000, 8_000);
        bench.Connect(ClientBench.Accepted5);
        bench.Pass(MqttClientLimits.StableAfterMs);
        bench.Break();
        Assert.InRange(bench.Machine.NextWake - bench.Now, 500, 1_000);
    }

    [Fact]
    public void Silence_is_answered_by_a_ping_and_a_ping_without_an_answer_ends_the_connection()
    {
        var bench = ClientBench.Connected();
        bench.Pass(59_999);
        Assert.Equal("", bench.Sent());
        bench.Pass(1);
        Assert.Equal("C0 00", bench.Sent());
        bench.Feed("D0 00");
        bench.Pass(60_000);
        Assert.Equal("C0 00", bench.Sent());
        bench.Pass(bench.Options.PingWithinMs - 1);
        Assert.Equal(MqttClientState.Connected, bench.Machine.State);
        bench.Pass(1);
        bench.Break();
        Assert.Equal("PingTimeout 00", bench.Events());
    }

    [Fact]
    public void A_client_that_only_sends_still_finds_out_that_nobody_answers()
    {
        var bench = ClientBench.Connected();
        for (var i = 0; i < 70 && bench.Machine.State == MqttClientState.Connected; i++)
        {
            bench.Publish("t", "x", 0);
            bench.Pass(1_000);
        }
        Assert.Equal(MqttClientState.Closing, bench.Machine.State);
    }

    [Fact]
    public void The_server_s_keep_alive_is_obeyed()
    {
        var bench = ClientBench.Connected(connack: "20 06 00 00 03 13 00 05");
        bench.Pass(5_000);
        Assert.Equal("C0 00", bench.Sent());
    }

    [Fact]
    public void Stopping_says_DISCONNECT_and_ends_the_session_if_it_shall()
    {
        var bench = ClientBench.Connected();
        bench.Machine.Stop(bench.Now);
        Assert.Equal("E0 00", bench.Sent());
        bench.Break();
        Assert.Equal(MqttClientState.Stopped, bench.Machine.State);
        Assert.Equal("Stopped 00", bench.Events());

        bench = ClientBench.Connected();
        bench.Machine.Stop(bench.Now, endSession: true);
        Assert.Equal("E0 07 00 05 11 00 00 00 00", bench.Sent());
    }

    [Fact]
    public void Text_of_options_shows_no_secret() =>
        Assert.DoesNotContain("secret", new MqttClientOptions { ClientId = "c", Password = Encoding.UTF8.GetBytes("secret") }.ToString(), StringComparison.Ordinal);
}
