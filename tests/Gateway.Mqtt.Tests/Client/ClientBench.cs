using System.Buffers;
using System.Text;
using Wattline.Gateway.Mqtt.Client;

namespace Wattline.Tests.Gateway.Mqtt.Client;

/// <summary>A client's machine with a script for its server: bytes as hexadecimal, written from the standards.</summary>
internal sealed class ClientBench : IMqttClientEvents
{
    /// <summary>CONNACK without a session, and one with it.</summary>
    public const string Accepted5 = "20 03 00 00 00";
    public const string Resumed5 = "20 03 01 00 00";
    public const string Accepted311 = "20 02 00 00";
    public const string Resumed311 = "20 02 01 00";

    private readonly List<string> _events = [];
    private byte[] _left = [];

    public ClientBench(MqttClientOptions? options = null)
    {
        Options = options ?? new() { ClientId = "c", ReceiveMaximum = 3, KeepAliveSeconds = 60 };
        Machine = new(Options, this, new Random(1));
    }

    public MqttClientOptions Options { get; }

    public MqttClientMachine Machine { get; }

    public long Now { get; private set; } = 1_000;

    /// <summary>What the handler answers to a message.</summary>
    public bool Takes { get; set; } = true;

    public List<long> Deliveries { get; } = [];

    /// <summary>Connected, with nothing left to look at.</summary>
    public static ClientBench Connected(MqttClientOptions? options = null, string? connack = null)
    {
        var bench = new ClientBench(options);
        bench.Connect(connack ?? (bench.Options.Version == MqttVersion.V5 ? Accepted5 : Accepted311));
        bench.Events();
        return bench;
    }

    public void Connect(string connack)
    {
        if (Machine.State == MqttClientState.Idle) Machine.Start(Now);
        else Pass(Options.BackoffMsMax);
        Machine.Opened(Now);
        Sent();
        Feed(connack);
    }

    public void Break()
    {
        _left = [];
        Machine.Lost(Now);
    }

    public void Pass(long milliseconds)
    {
        Now += milliseconds;
        Machine.Step(Now);
    }

    public void Feed(string hex) => Feed(Bytes(hex));

    public void Feed(byte[] bytes)
    {
        _left = [.. _left, .. bytes];
        Again();
    }

    /// <summary>Offers again what was left.</summary>
    public void Again()
    {
        var input = new ReadOnlySequence<byte>(_left);
        _left = input.Slice(Machine.Receive(input, Now)).ToArray();
    }

    public int Unread => _left.Length;

    public string Sent()
    {
        var text = Convert.ToHexString(Machine.TakeOutput(new()).WrittenSpan);
        return string.Join(' ', text.Chunk(2).Select(pair => new string(pair)));
    }

    public string Events()
    {
        var text = string.Join("; ", _events);
        _events.Clear();
        return text;
    }

    public MqttPublishOutcome Publish(string topic, string payload, int qos) =>
        Machine.TryPublish(new(topic, Encoding.UTF8.GetBytes(payload), qos, Retain: false), Now, out _);

    public void Connected(bool sessionPresent) => _events.Add($"connected {(sessionPresent ? "again" : "anew")}");

    public void Disconnected(MqttClientEnd end, byte reason) => _events.Add($"{end} {reason:X2}");

    public bool Received(in MqttReceived message)
    {
        _events.Add($"{Encoding.UTF8.GetString(message.Topic)}={Encoding.UTF8.GetString(message.Payload)}"
            + (message.Duplicate ? " dup" : "") + (message.Retain ? " retained" : "") + (Takes ? "" : " not now"));
        if (Takes && message.Qos > 0) Deliveries.Add(message.Delivery);
        return Takes;
    }

    public void Completed(long token, MqttPublishOutcome outcome, byte reason) => _events.Add($"{outcome} {token} {reason:X2}");

    public void Subscribed(long token, ReadOnlySpan<byte> reasons) => _events.Add($"subscribed {token} {Convert.ToHexString(reasons)}");

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
