using System.Text;
using Wattline.Cloud.Commands.Claims;
using Wattline.Cloud.Commands.Link;
using Wattline.Cloud.Contracts;
using Wattline.Gateway.Uplinks.Link;

namespace Wattline.Tests.Cloud.Tests.Link;

/// <summary>Registry, marks and messages as a test says.</summary>
internal sealed class ScriptedSource : ILinkSource
{
    private long _version = 1;

    /// <summary>Which gateway the registry names; empty for any.</summary>
    public Dictionary<string, string> Named { get; } = new() { ["C-1"] = "", ["C-2"] = "", ["C-3"] = "" };

    public Dictionary<string, IReadOnlyCollection<Evidence>> HeardBy { get; } = [];

    public List<HighWater> Known { get; } = [];

    /// <summary>Replay requests that are open.</summary>
    public IReadOnlyList<ReplayRequest> Open { get; set; } = [];

    public void Change() => _version++;

    public long RegistryVersion() => _version;

    public RegistryDocument Registry(string gateway, IReadOnlyCollection<string> elsewhere)
    {
        var plans = Named.Select(one =>
            $$"""{"concentrator":"{{one.Key}}","version":1,"every_s":900,"current":{{(one.Value == gateway || (one.Value.Length == 0 && !elsewhere.Contains(one.Key)) ? "true" : "false")}},"templates":[],"meters":[]}""");
        var json = Encoding.UTF8.GetBytes($$"""{"version":{{_version}},"plans":[{{string.Join(',', plans)}}]}""");
        return new RegistryDocument(LinkClient.TagOf(json), json);
    }

    public IReadOnlyList<ReplayRequest> Replays(string gateway) => Open;

    public IReadOnlyList<HighWater> Marks(IReadOnlyCollection<string> concentrators) => [.. Known.Where(mark => concentrators.Contains(mark.Concentrator))];

    public string? Assigned(string concentrator) => Named.GetValueOrDefault(concentrator);

    public IReadOnlyCollection<Evidence> Heard(string gateway) => HeardBy.GetValueOrDefault(gateway, []);
}
