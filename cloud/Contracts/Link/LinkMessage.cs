using System.Text.Json.Serialization;

namespace Wattline.Cloud.Contracts;

/// <summary>What goes over the link (docs/cloudlink.md, down). <see cref="LinkJson"/> reads and writes it.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(LinkHello), "hello")]
[JsonDerivedType(typeof(LinkPresence), "presence")]
[JsonDerivedType(typeof(LinkBeat), "beat")]
[JsonDerivedType(typeof(LinkReceived), "received")]
[JsonDerivedType(typeof(LinkOutcome), "outcome")]
[JsonDerivedType(typeof(LinkResult), "result")]
[JsonDerivedType(typeof(LinkFault), "fault")]
[JsonDerivedType(typeof(LinkRegistry), "registry")]
[JsonDerivedType(typeof(LinkReplays), "replays")]
[JsonDerivedType(typeof(LinkMarks), "marks")]
[JsonDerivedType(typeof(LinkCommand), "command")]
[JsonDerivedType(typeof(LinkWithdrawn), "withdrawn")]
[JsonDerivedType(typeof(LinkNoted), "noted")]
public abstract record LinkMessage;
