using Wattline.Cloud.Commands.Claims;
using Wattline.Cloud.Contracts;

namespace Wattline.Cloud.Commands.Link;

/// <summary>What the link tells gateways, from the rooms that own it. For any thread.</summary>
public interface ILinkSource
{
    /// <summary>Changes when a registry that a gateway sees may have changed; cheap.</summary>
    long RegistryVersion();

    /// <summary>The registry as a gateway needs it.</summary>
    /// <param name="gateway">Whose.</param>
    /// <param name="elsewhere">Concentrators that others hold: they have no current plan here, unless the registry names this gateway.</param>
    RegistryDocument Registry(string gateway, IReadOnlyCollection<string> elsewhere);

    /// <summary>Open replay requests for a gateway, oldest first.</summary>
    IReadOnlyList<ReplayRequest> Replays(string gateway);

    /// <summary>How far the cloud has come with these concentrators, the newest epochs of each.</summary>
    IReadOnlyList<HighWater> Marks(IReadOnlyCollection<string> concentrators);

    /// <summary>The gateway that the registry names for a concentrator: empty for any, null when there is no such concentrator.</summary>
    string? Assigned(string concentrator);

    /// <summary>Concentrators whose messages came through a gateway last, and when it received them.</summary>
    IReadOnlyCollection<Evidence> Heard(string gateway);
}
