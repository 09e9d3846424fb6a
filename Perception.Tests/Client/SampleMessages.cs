using System.Collections;
using System.Globalization;
using System.Reflection;
using MessagePack;
using Perception.Client;

namespace Perception.Tests.Client;

/// <summary>Messages with a different value in every field, made from the contract itself, so that no field can be forgotten.</summary>
internal sealed class SampleMessages
{
    private int _next;

    public static TMessage Full<TMessage>() => (TMessage)new SampleMessages().Make(typeof(TMessage), 2);

    private object Make(Type type, int listLength)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        _next++;
        if (type.IsEnum)
        {
            Array values = Enum.GetValues(type);
            return values.GetValue(_next % values.Length)!;
        }

        if (type.IsGenericType)
        {
            IList list = (IList)Activator.CreateInstance(type)!;
            for (int i = 0; i < listLength; i++)
            {
                list.Add(Make(type.GetGenericArguments()[0], listLength));
            }

            return list;
        }

        return Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => true,
            TypeCode.Int32 => 100_000 + _next,
            TypeCode.Int64 => 10_000_000_000 + _next,
            TypeCode.Single => _next + 0.3f,
            TypeCode.Double => _next + (1.0 / 3),
            TypeCode.String => string.Create(CultureInfo.InvariantCulture, $"text {_next} \u00e4\u4e16"),
            _ => MakeMessage(type, listLength),
        };
    }

    private object MakeMessage(Type type, int listLength)
    {
        if (type == typeof(PointMessage))
        {
            return new PointMessage(_next + 0.1f, _next + 0.7f);
        }

        object message = Activator.CreateInstance(type)!;
        foreach (PropertyInfo property in type.GetProperties().Where(property => property.GetCustomAttribute<KeyAttribute>() is not null))
        {
            property.SetValue(message, Make(property.PropertyType, listLength));
        }

        return message;
    }
}
