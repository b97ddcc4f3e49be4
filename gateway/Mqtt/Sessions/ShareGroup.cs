namespace Wattline.Gateway.Mqtt;

/// <summary>The subscriptions of one share (MQTT 5, 4.8.2): each message goes to one of them.</summary>
internal sealed class ShareGroup(string name, string filter)
{
    private int _next;

    public string Name { get; } = name;

    /// <summary>As its members wrote it, with the share's name.</summary>
    public string Filter { get; } = filter;

    public List<Subscription> Members { get; } = [];

    /// <summary>
    /// The next in turn: of those that are connected one that has room, else any that is connected, else one whose kept
    /// session waits for it. Null: there is none.
    /// </summary>
    /// <param name="limits">Tells what room is.</param>
    /// <param name="except">A session that just left.</param>
    public Subscription? Choose(MqttLimits limits, Session? except = null)
    {
        Subscription? chosen = null;
        var (rank, place) = (0, 0);
        for (var i = 0; i < Members.Count && rank < 3; i++)
        {
            var at = (_next + i) % Members.Count;
            var session = Members[at].Session;
            var better = session == except ? 0 : session.Connection is null ? 1 : session.HasRoom(limits) ? 3 : 2;
            if (better > rank)
            {
                (chosen, rank, place) = (Members[at], better, at);
            }
        }
        _next = chosen is null ? _next : place + 1;
        return chosen;
    }

    /// <summary>Whether a member other than a session that just left is connected.</summary>
    public bool HasConnected(Session except) => Members.Exists(member => member.Session != except && member.Session.Connection is not null);
}
