namespace Wattline.Cloud.Metering.Registry;

/// <summary>One question to a meter, and the values that its answer holds.</summary>
/// <param name="Id">The protocol's data identifier, in hex, DI3 first.</param>
/// <param name="Channels">The values in the order of the answer.</param>
public sealed record TemplateRead(string Id, IReadOnlyList<TemplateChannel> Channels);
