namespace Wattline.Gateway.Mqtt;

/// <summary>Files in use that may change.</summary>
public interface IRefreshable
{
    /// <summary>Looks at the files again. True: new ones are in use. Bad ones are told, and those before stay. One thread at a time.</summary>
    bool Refresh();
}
