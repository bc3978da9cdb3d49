curl --silent --get "$OPSBRO_URL/api/trpc/nodes.list" --header @- \
  --data-urlencode 'input={"json":{"query":"web","sort":"cpu","descending":true}}' \
  <<< "Authorization: Bearer $OPSBRO_TOKEN"
