using Wattline.Cloud.Commands.Decisions;

namespace Wattline.Tests.World.Relays;

/// <summary>What the world's oracle knows of an order that the desk let through.</summary>
/// <param name="Id">The command.</param>
/// <param name="Meter">Which meter.</param>
/// <param name="Kind">What.</param>
/// <param name="Decision">Its number.</param>
/// <param name="ReleasedMicros">From when on it was permitted.</param>
/// <param name="ExpiresMicros">Until when.</param>
internal sealed record RelayOrder(long Id, string Meter, CommandKind Kind, long Decision, long ReleasedMicros, long ExpiresMicros);
