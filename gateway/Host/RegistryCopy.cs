using Microsoft.Extensions.Logging;
using Wattline.Gateway.Runtime.Registry;
using Wattline.Gateway.Uplinks;
using Wattline.Gateway.Uplinks.Link;

namespace Wattline.Gateway.Host;

/// <summary>The last registry the cloud told, kept in a file: a gateway that starts while the cloud is away still knows its plans.</summary>
internal sealed class RegistryCopy(string directory, ILogger logger)
{
    private readonly string _file = Path.Combine(directory, "registry.json");

    /// <summary>The tag of the copy that was taken into use; null when none was.</summary>
    public string? Tag { get; private set; }

    /// <summary>Takes the copy into use, if there is one that can be used.</summary>
    public void Load(RegistryPort registry)
    {
        if (!File.Exists(_file)) return;
        var bytes = File.ReadAllBytes(_file);
        if (RegistryMapper.TryRead(bytes, out var state, out var faults))
        {
            Tag = LinkClient.TagOf(bytes);
            registry.Replace(state);
        }
        else
        {
            HostLog.CopyUnusable(logger, _file, string.Join("; ", faults));
        }
    }

    /// <summary>Puts a newer one in its place, in one step.</summary>
    public void Keep(ReadOnlyMemory<byte> json)
    {
        var fresh = _file + ".new";
        try
        {
            using (var stream = new FileStream(fresh, FileMode.Create))
            {
                stream.Write(json.Span);
                stream.Flush(flushToDisk: true);
            }
            File.Move(fresh, _file, overwrite: true);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // The cloud tells it again after the next start: no reason to stop.
            HostLog.CopyNotKept(logger, _file, refused.Message);
        }
    }
}
