using Wattline.Gateway.Mqtt.Client.Wire;

namespace Wattline.Gateway.Mqtt.Client;

public sealed partial class MqttClientMachine
{
    private readonly List<SubscribeRequest> _subscriptions = [];
    private readonly List<SubscribeRequest> _unsubscriptions = [];

    /// <summary>
    /// Subscribes, now or as soon as there is a connection, and again whenever the server has no session; each time
    /// <see cref="IMqttClientEvents.Subscribed"/> tells the answer.
    /// </summary>
    /// <returns>Names the request; 0 when there are too many.</returns>
    public long Subscribe(IReadOnlyList<MqttSubscription> filters, long now)
    {
        ArgumentNullException.ThrowIfNull(filters);
        ArgumentOutOfRangeException.ThrowIfZero(filters.Count);
        foreach (var filter in filters) ArgumentException.ThrowIfNullOrEmpty(filter.Filter);
        _now = now;
        Forget(filters.Select(static filter => filter.Filter));
        if (_subscriptions.Sum(static request => request.Filters.Count) + filters.Count > MqttClientLimits.SubscriptionsMax) return 0;
        var request = new SubscribeRequest(++_tokens, filters, IsEnd: false);
        _subscriptions.Add(request);
        SendRequest(request);
        return request.Token;
    }

    /// <summary>Ends subscriptions; with no connection as soon as there is one.</summary>
    /// <returns>Names the request; 0 when there are too many.</returns>
    public long Unsubscribe(IReadOnlyList<string> filters, long now)
    {
        ArgumentNullException.ThrowIfNull(filters);
        ArgumentOutOfRangeException.ThrowIfZero(filters.Count);
        _now = now;
        if (_unsubscriptions.Count >= MqttClientLimits.RequestsMax) return 0;
        Forget(filters);
        var request = new SubscribeRequest(++_tokens, [.. filters.Select(static filter => new MqttSubscription(filter, 0))], IsEnd: true);
        _unsubscriptions.Add(request);
        SendRequest(request);
        return request.Token;
    }

    private void Forget(IEnumerable<string> filters)
    {
        var gone = filters.ToHashSet(StringComparer.Ordinal);
        for (var i = _subscriptions.Count - 1; i >= 0; i--)
        {
            var left = _subscriptions[i].Filters.Where(filter => !gone.Contains(filter.Filter)).ToList();
            if (left.Count == 0) _subscriptions.RemoveAt(i);
            else _subscriptions[i] = _subscriptions[i] with { Filters = left };
        }
    }

    private void Resubscribe()
    {
        foreach (var request in _subscriptions) SendRequest(request);
    }

    private void SendUnsubscriptions()
    {
        foreach (var request in _unsubscriptions) SendRequest(request);
    }

    private void SendRequest(SubscribeRequest request)
    {
        if (State != MqttClientState.Connected || !TryTakeId(out var id)) return;
        _requests.Add(id, request);
        _packet.Clear().UInt16(id);
        if (_options.Version == MqttVersion.V5) _packet.Properties(_properties.Clear());
        foreach (var filter in request.Filters)
        {
            _packet.Text(filter.Filter);
            if (!request.IsEnd) _packet.Byte((byte)(filter.Qos | (filter.NoLocal && _options.Version == MqttVersion.V5 ? 4 : 0)));
        }
        Send(request.IsEnd ? MqttPacket.Unsubscribe : MqttPacket.Subscribe, default);
    }

    private bool TakeSubscribed(byte first, ReadOnlySpan<byte> body)
    {
        var fields = new FieldReader(body);
        var id = fields.UInt16();
        if (_options.Version == MqttVersion.V5)
        {
            var properties = new PropertyReader(ref fields);
            while (properties.TryNext())
                if (properties.Id is not (MqttProperty.ReasonString or MqttProperty.User)) return false;
            if (properties.Failed) return false;
        }
        if (fields.Failed || !_requests.Remove(id, out var request) || request.IsEnd != (first == MqttPacket.Unsuback)) return false;
        var reasons = fields.Take(fields.Remaining);
        // UNSUBACK of 3.1.1 has none (3.11).
        var expected = request.IsEnd && _options.Version == MqttVersion.V311 ? 0 : request.Filters.Count;
        if (reasons.Length != expected) return false;
        if (request.IsEnd) _unsubscriptions.Remove(request);
        _events.Subscribed(request.Token, reasons);
        return true;
    }
}
