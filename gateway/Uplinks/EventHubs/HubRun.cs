using Wattline.Cloud.Contracts;

namespace Wattline.Gateway.Uplinks.EventHubs;

/// <summary>The events of one partition key, in order.</summary>
internal sealed class HubRun(string key)
{
    private readonly List<HubEvent> _events = [];
    private readonly List<int> _messages = [];
    private HubEvent[] _all = [];

    public string Key { get; } = key;

    public int Count => _events.Count;

    public void Add(HubEvent one, int message)
    {
        _events.Add(one);
        _messages.Add(message);
    }

    /// <summary>The message that an event is of, or is a part of.</summary>
    public int MessageOf(int place) => _messages[place];

    /// <summary>The events of a range; nothing is added any more.</summary>
    public ReadOnlyMemory<HubEvent> Slice(int first, int end)
    {
        if (_all.Length != _events.Count) _all = [.. _events];
        return _all.AsMemory(first..end);
    }
}
