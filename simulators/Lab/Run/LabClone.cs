using System.Net;
using System.Text;
using Wattline.Firmware.Cbor;
using Wattline.Firmware.Kiosks;
using Wattline.Gateway.Mqtt;
using Wattline.Gateway.Mqtt.Client;

namespace Wattline.Simulators.Lab.Run;

/// <summary>Somebody has copied a kiosk: a device of another name tells of a note that nobody put in. It is to reach no customer.</summary>
internal sealed class LabClone
{
    private const int NoteMinor = 10_000;

    private readonly Task _publishing;

    public LabClone(string kiosk, string account, int number, int mqttPort, string password) =>
        _publishing = Task.Run(() => PublishAsync(kiosk, account, number, mqttPort, password));

    /// <summary>True when the gateway has it, or never will.</summary>
    public bool IsDone => _publishing.IsCompleted;

    /// <summary>Minor units that were told of.</summary>
    public long Forged => _publishing.IsCompletedSuccessfully ? NoteMinor : 0;

    private static async Task PublishAsync(string kiosk, string account, int number, int mqttPort, string password)
    {
        await using var client = new MqttClient(
            new MqttClientOptions { ClientId = LabSecrets.SpareDevice, User = LabSecrets.SpareDevice, Password = Encoding.UTF8.GetBytes(password), Version = MqttVersion.V311, BackoffMsMin = 100, BackoffMsMax = 1_000 },
            new MqttServer(IPAddress.Loopback.ToString(), mqttPort).OpenAsync, new NoEvents(), TimeProvider.System, new Random(number));
        client.Start();
        var sent = await client.PublishAsync(new($"v1/up/{LabSecrets.SpareDevice}/money", Credited(kiosk, account, number), 1, false), CancellationToken.None);
        if (!sent.IsSent)
            throw new InvalidOperationException("the copy was not let in");
    }

    /// <summary>An envelope with a body of 13 items (docs/uplink.md), whose chain is no kiosk's.</summary>
    private static ReadOnlyMemory<byte> Credited(string kiosk, string account, int number)
    {
        var writer = new CborWriter(new byte[256]);
        writer.WriteArray(8);
        foreach (var field in new[] { 1, 0xC10E, 0, number, 1, 1_000 })
            writer.WriteUInt((ulong)field);
        writer.WriteNull();
        writer.WriteArray(13);
        writer.WriteUInt(MoneyType.Credited);
        writer.WriteText(kiosk);
        foreach (var field in new[] { 1, number })
            writer.WriteUInt((ulong)field);
        writer.WriteText(account);
        foreach (var field in new[] { 6, NoteMinor })
            writer.WriteUInt((ulong)field);
        writer.WriteText("CNY");
        writer.WriteNull();
        foreach (var field in new[] { 0, number })
            writer.WriteUInt((ulong)field);
        writer.WriteNull();
        var chain = new byte[MoneyRecord.ChainBytes];
        new Random(number).NextBytes(chain);
        writer.WriteBytes(chain, 0, chain.Length);
        return writer.Buffer.AsMemory(0, writer.Position);
    }

    private sealed class NoEvents : IMqttClientEvents
    {
        public void Connected(bool sessionPresent)
        {
        }

        public void Disconnected(MqttClientEnd end, byte reason)
        {
        }

        public bool Received(in MqttReceived message) => true;

        public void Completed(long token, MqttPublishOutcome outcome, byte reason)
        {
        }

        public void Subscribed(long token, ReadOnlySpan<byte> reasons)
        {
        }
    }
}
