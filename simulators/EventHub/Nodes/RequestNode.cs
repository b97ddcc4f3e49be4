namespace Wattline.Simulators.EventHub.Nodes;

/// <summary>Nodes that answer requests.</summary>
internal enum RequestNode
{
    /// <summary><c>$cbs</c>: tokens.</summary>
    Tokens,

    /// <summary><c>$management</c>: properties of hubs and partitions.</summary>
    Management,
}
