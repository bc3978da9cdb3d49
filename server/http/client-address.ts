/** The header in which the server hands on the address of the socket; whatever came in is dropped. */
export const CLIENT_ADDRESS_HEADER = 'x-opsbro-client';
